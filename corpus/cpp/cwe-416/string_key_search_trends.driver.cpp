// Shows whether the counter looks at the text of a request that is already gone.
#include <cstring>
#include <iostream>
#include <memory>
#include "example.cpp"

int main(int argc, char** argv) {
    SearchTrends trends;
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        for (const char* term : {"garden chairs and a table", "rain coat for small dogs"}) {
            const auto request = std::make_unique<std::string>(term);
            trends.record(*request);
        }
        return trends.count("rain coat for small dogs") == 1 ? 0 : 1;
    }
    const std::string lamp = "lamp";
    const std::string rug = "rug";
    trends.record(lamp);
    trends.record(rug);
    trends.record(lamp);
    std::cout << trends.count("lamp") << " " << trends.count("rug") << " "
              << trends.count("sofa") << "\n";
}
