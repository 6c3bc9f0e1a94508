// seccoder-example: 1
// title: Store the scores of a match day in SQLite
// guideline: Prepare a statement once, bind the values of each row, and reset it between rows.
// cwe: CWE-89
// apis: sqlite3_bind_text, sqlite3_reset, sqlite3_exec
// applies: SQLite
// --- secure ---
#include <sqlite3.h>
#include <stddef.h>

struct score {
    const char *player;
    int points;
};

int store_scores(sqlite3 *db, const struct score *scores, size_t count)
{
    sqlite3_stmt *row;
    int rc = SQLITE_DONE;

    if (sqlite3_prepare_v2(db, "INSERT INTO scores(player, points) VALUES(?1, ?2)", -1,
                           &row, NULL) != SQLITE_OK)
        return -1;
    for (size_t i = 0; i < count && rc == SQLITE_DONE; i++) {
        if (sqlite3_bind_text(row, 1, scores[i].player, -1, SQLITE_STATIC) != SQLITE_OK
            || sqlite3_bind_int(row, 2, scores[i].points) != SQLITE_OK)
            rc = SQLITE_ERROR;
        else
            rc = sqlite3_step(row);
        sqlite3_reset(row);
    }
    sqlite3_finalize(row);
    return rc == SQLITE_DONE ? 0 : -1;
}
// --- vulnerable ---
#include <sqlite3.h>
#include <stddef.h>

struct score {
    const char *player;
    int points;
};

int store_scores(sqlite3 *db, const struct score *scores, size_t count)
{
    int rc = SQLITE_OK;

    for (size_t i = 0; i < count && rc == SQLITE_OK; i++) {
        char *row = sqlite3_mprintf("INSERT INTO scores(player, points) VALUES('%s', %d)",
                                    scores[i].player, scores[i].points);
        if (row == NULL)
            return -1;
        rc = sqlite3_exec(db, row, NULL, NULL, NULL);
        sqlite3_free(row);
    }
    return rc == SQLITE_OK ? 0 : -1;
}
