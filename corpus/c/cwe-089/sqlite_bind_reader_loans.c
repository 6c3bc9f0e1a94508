// seccoder-example: 1
// title: Count the open loans of a library reader in SQLite
// guideline: Bind values with sqlite3_bind_text; never format them into the statement.
// cwe: CWE-89
// apis: sqlite3_prepare_v2, sqlite3_bind_text
// applies: SQLite
// --- secure ---
#include <sqlite3.h>
#include <stddef.h>

/* `card` was read from the bar code of a library card. */
int count_loans(sqlite3 *db, const char *card)
{
    const char *sql = "SELECT count(*) FROM loans WHERE card = ?1 AND back IS NULL";
    sqlite3_stmt *stmt = NULL;
    int count = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK
        && sqlite3_bind_text(stmt, 1, card, -1, SQLITE_STATIC) == SQLITE_OK
        && sqlite3_step(stmt) == SQLITE_ROW)
        count = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return count;
}
// --- vulnerable ---
#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>

/* `card` was read from the bar code of a library card. */
int count_loans(sqlite3 *db, const char *card)
{
    char sql[256];
    sqlite3_stmt *stmt = NULL;
    int count = -1;
    int n = snprintf(sql, sizeof(sql),
                     "SELECT count(*) FROM loans WHERE card = '%s' AND back IS NULL",
                     card);

    if (n < 0 || (size_t)n >= sizeof(sql))
        return -1;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK
        && sqlite3_step(stmt) == SQLITE_ROW)
        count = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return count;
}
