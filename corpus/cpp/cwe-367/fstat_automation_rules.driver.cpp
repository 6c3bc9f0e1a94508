// Shows whether rules that others may change are loaded when they take the place of checked ones.
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <sys/stat.h>

static bool swap_at_open = false;

// Before the file is opened somebody puts another one in its place.
static int open_after_swap(const char* path, int flags) {
    if (swap_at_open) {
        std::rename("planted", path);
    }
    return open(path, flags);
}

#define open open_after_swap
#include "example.cpp"
#undef open

static void put(const char* path, const char* text, mode_t mode) {
    std::FILE* file = std::fopen(path, "w");
    std::fputs(text, file);
    std::fclose(file);
    chmod(path, mode);
}

int main(int argc, char** argv) {
    put("rules", "at dusk: lights on", 0600);
    put("planted", "at dusk: unlock the door", 0666);
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        swap_at_open = true;
        if (load_rules("rules").value_or("").find("unlock") == std::string::npos) {
            return 0;
        }
        std::cout << "rules of somebody else were loaded\n";
        return 10;
    }
    std::cout << load_rules("rules").value_or("(none)") << "\n"
              << load_rules("planted").value_or("(none)") << "\n"
              << load_rules("missing").value_or("(none)") << "\n"
              << load_rules(".").value_or("(none)") << "\n";
}
