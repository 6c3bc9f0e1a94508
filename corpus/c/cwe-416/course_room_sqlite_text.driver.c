// The text belongs to the statement: it is freed with it before the vulnerable half copies it.
// libs: -lsqlite3
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>

static sqlite3_stmt *kept;
static int keep; /* set: the statement lives on, and with it the text, as it may by chance */

static int my_finalize(sqlite3_stmt *st)
{
    if (!keep)
        return sqlite3_finalize(st);
    kept = st;
    return SQLITE_OK;
}

#define sqlite3_finalize my_finalize
#include "example.c"
#undef sqlite3_finalize

static void show(sqlite3 *db, const char *course)
{
    char *room = course_room(db, course);
    printf("%s\n", room != NULL ? room : "none");
    free(room);
    sqlite3_finalize(kept);
}

int main(int argc, char **argv)
{
    sqlite3 *db;

    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        /* small blocks come from malloc, where their release is seen */
        sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0) != SQLITE_OK ||
        sqlite3_exec(db,
                     "CREATE TABLE course(title TEXT, room TEXT);"
                     "INSERT INTO course VALUES('Pottery', 'Kiln house'), ('Choir', NULL),"
                     "('O''Neill reading', 'Library, first floor')",
                     NULL, NULL, NULL) != SQLITE_OK)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        char *room = course_room(db, "Pottery");
        if (room == NULL || strcmp(room, "Kiln house") != 0)
            return 1;
        free(room);
        if (sqlite3_close(db) != SQLITE_OK)
            return 1;
        puts("the room outlives its query");
        return 0;
    }
    keep = 1;
    show(db, "Pottery");
    show(db, "O'Neill reading");
    show(db, "Choir");
    show(db, "Chess");
    return 0;
}
