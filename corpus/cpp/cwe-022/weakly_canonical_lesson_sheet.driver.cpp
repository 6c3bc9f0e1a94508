// Shows whether a sheet's name can lead out of the course's folder.
#include <cstring>
#include <iostream>
#include "example.cpp"

static std::string sheet_text(const std::string& name) {
    try {
        std::string text;
        auto in = open_sheet("algebra", name);
        std::getline(in, text);
        return text;
    } catch (const std::exception& error) {
        return error.what();
    }
}

int main(int argc, char** argv) {
    fs::create_directories("algebra/week1");
    fs::create_directories("algebra-exam");
    std::ofstream("algebra/week1/groups.txt") << "groups";
    std::ofstream("algebra-exam/answers.txt") << "answers";
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        fs::create_symlink("../algebra-exam", "algebra/link");
        for (const std::string name :
             {std::string("../algebra-exam/answers.txt"), std::string("link/answers.txt"),
              fs::absolute("algebra-exam/answers.txt").string()}) {
            if (sheet_text(name) == "answers") {
                std::cout << "a file of another folder was read\n";
                return 10;
            }
        }
        return 0;
    }
    for (const char* name : {"week1/groups.txt", "week1/../week1/groups.txt", "week1", "none", ""}) {
        std::cout << name << ": " << sheet_text(name) << "\n";
    }
}
