// Shows whether a mood can list tracks that are not licensed.
// libs: -lsqlite3
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    sqlite3* db = nullptr;
    sqlite3_open(":memory:", &db);
    sqlite3_exec(db,
                 "CREATE TABLE track(title, mood, licensed);"
                 "INSERT INTO track VALUES('Rain', 'calm', 1), ('Harbour', 'calm', 1),"
                 "('Unreleased', 'calm', 0), (NULL, 'odd', 1), ('Sprint', 'fast', 1)",
                 nullptr, nullptr, nullptr);
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        for (const auto& title : tracks_of(db, "x' OR licensed = 0 --")) {
            if (title == "Unreleased") {
                std::cout << "an unlicensed track was listed\n";
                return 10;
            }
        }
        return 0;
    }
    for (const char* mood : {"calm", "fast", "odd", "sad"}) {
        std::cout << mood << ":";
        for (const auto& title : tracks_of(db, mood)) {
            std::cout << " [" << title << "]";
        }
        std::cout << "\n";
    }
    sqlite3_close(db);
}
