// Shows whether an escape that is cut off at the end is read past the text.
#include <cstring>
#include <iostream>
#include <memory>
#include "example.cpp"

static void show(std::string_view text) {
    // An exact copy on the heap, so that one byte too many is noticed.
    auto block = std::make_unique<char[]>(text.size());
    std::memcpy(block.get(), text.data(), text.size());
    const auto out = percent_decode({block.get(), text.size()});
    std::cout << text << " -> " << out.value_or("(refused)") << "\n";
}

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        show("place%2");
        show("place%");
        return 0;
    }
    show("caf%C3%A9%20corner");
    show("plain");
    show("100%zz1");
    show("50%4 off");
    show("");
}
