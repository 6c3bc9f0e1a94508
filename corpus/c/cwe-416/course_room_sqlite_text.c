// seccoder-example: 1
// title: Look up the room of a course with sqlite
// guideline: Copy a column's text before the statement that owns it is finalized.
// cwe: CWE-416
// apis: sqlite3_column_text, sqlite3_finalize, strdup
// applies: SQLite
// --- secure ---
#include <sqlite3.h>
#include <string.h>

/* The caller frees the name; NULL if the course has no room or the query fails. */
char *course_room(sqlite3 *db, const char *course)
{
    static const char sql[] = "SELECT room FROM course WHERE title = ?1";
    sqlite3_stmt *st;
    char *room = NULL;

    if (sqlite3_prepare_v2(db, sql, sizeof(sql), &st, NULL) != SQLITE_OK)
        return NULL;
    if (sqlite3_bind_text(st, 1, course, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        room = text != NULL ? strdup(text) : NULL;
    }
    sqlite3_finalize(st);
    return room;
}
// --- vulnerable ---
#include <sqlite3.h>
#include <string.h>

/* The caller frees the name; NULL if the course has no room or the query fails. */
char *course_room(sqlite3 *db, const char *course)
{
    static const char sql[] = "SELECT room FROM course WHERE title = ?1";
    sqlite3_stmt *st;
    const char *text = NULL;

    if (sqlite3_prepare_v2(db, sql, sizeof(sql), &st, NULL) != SQLITE_OK)
        return NULL;
    if (sqlite3_bind_text(st, 1, course, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        text = (const char *)sqlite3_column_text(st, 0);
    sqlite3_finalize(st);
    return text != NULL ? strdup(text) : NULL;
}
