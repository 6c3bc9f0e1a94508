// seccoder-example: 1
// title: List the licensed tracks of a mood from SQLite
// guideline: Bind values with sqlite3_bind; a unique_ptr finalizes the statement on every path.
// cwe: CWE-89
// apis: sqlite3_prepare_v2, sqlite3_bind_text64, sqlite3_finalize
// applies: sqlite3
// --- secure ---
#include <memory>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

std::vector<std::string> tracks_of(sqlite3* db, const std::string& mood) {
    const std::string sql =
        "SELECT title FROM track WHERE licensed = 1 AND mood = ?1 ORDER BY title LIMIT 200";
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) {
        throw std::runtime_error("cannot prepare the query");
    }
    const std::unique_ptr<sqlite3_stmt, Finalize> query(prepared);
    if (sqlite3_bind_text64(prepared, 1, mood.data(), mood.size(), SQLITE_STATIC,
                            SQLITE_UTF8) != SQLITE_OK) {
        throw std::runtime_error("cannot bind the mood");
    }
    std::vector<std::string> titles;
    int step = SQLITE_ROW;
    while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
        const auto* title = reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
        titles.emplace_back(title != nullptr ? title : "");
    }
    if (step != SQLITE_DONE) {
        throw std::runtime_error("cannot read the tracks");
    }
    return titles;
}
// --- vulnerable ---
#include <memory>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

std::vector<std::string> tracks_of(sqlite3* db, const std::string& mood) {
    const std::string sql =
        "SELECT title FROM track WHERE licensed = 1 AND mood = '" + mood +
        "' ORDER BY title LIMIT 200";
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) {
        throw std::runtime_error("cannot prepare the query");
    }
    const std::unique_ptr<sqlite3_stmt, Finalize> query(prepared);
    std::vector<std::string> titles;
    int step = SQLITE_ROW;
    while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
        const auto* title = reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
        titles.emplace_back(title != nullptr ? title : "");
    }
    if (step != SQLITE_DONE) {
        throw std::runtime_error("cannot read the tracks");
    }
    return titles;
}
