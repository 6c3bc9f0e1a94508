// Shows whether a number in the place of a text is used as the length of one.
#include <cstring>
#include <iostream>
#include <memory>
#include "example.cpp"

int main(int argc, char** argv) {
    const auto request = std::make_unique<char[]>(5);
    std::memcpy(request.get(), "trams", 5);
    Answer answer;
    answer.set_text({request.get(), 5});
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        answer.set_number(4000);
        return answer.print(std::cout, true) ? 1 : 0;
    }
    std::cout << answer.print(std::cout, true) << "\n";
    answer.set_number(-12);
    std::cout << answer.print(std::cout, false) << "\n";
}
