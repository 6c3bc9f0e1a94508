// Shows whether a long topic gets a length that leaves the rest to be read as new fields.
#include <cstring>
#include <iostream>
#include <string>
#include "example.cpp"

static bool show(const std::string& topic) {
    try {
        std::vector<std::uint8_t> field;
        append_topic(field, topic);
        const std::size_t told = field[0] * 256u + field[1];
        std::cout << "told " << told << ", follow " << field.size() - 2 << "\n";
        return told == field.size() - 2;
    } catch (const std::exception& error) {
        std::cout << error.what() << "\n";
        return true;
    }
}

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        return show(std::string(65536 + 9, 'x')) ? 0 : 10;
    }
    show("greenhouse/3/humidity");
    show(std::string(65535, 'x'));
    show("");
}
