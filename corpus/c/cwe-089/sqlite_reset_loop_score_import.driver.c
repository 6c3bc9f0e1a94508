// Shows whether a player's name can bring a statement of its own.
// libs: -lsqlite3
#include <stdio.h>
#include <string.h>
#include "example.c"

static int show(void *out, int n, char **value, char **name)
{
    (void)n;
    (void)name;
    if (out != NULL)
        *(int *)out += 1;
    else
        printf("%s %s\n", value[0], value[1]);
    return 0;
}

int main(int argc, char **argv)
{
    struct score day[] = {{"Ada", 40}, {"Zoe", 12}};
    struct score bad[] = {{"x', 0); DELETE FROM scores; --", 1}};
    int left = 0;
    sqlite3 *db;

    if (sqlite3_open(":memory:", &db) != SQLITE_OK
        || sqlite3_exec(db, "CREATE TABLE scores(player, points)", NULL, NULL, NULL))
        return 1;
    int rc = store_scores(db, day, 2);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        store_scores(db, bad, 1);
        sqlite3_exec(db, "SELECT * FROM scores", show, &left, NULL);
        if (left == 3)
            return 0;
        printf("the name deleted rows: %d are left\n", left);
        return 10;
    }
    printf("%d\n", rc);
    sqlite3_exec(db, "SELECT * FROM scores", show, NULL, NULL);
    printf("%d\n", store_scores(db, day, 0));
    sqlite3_close(db);
    return 0;
}
