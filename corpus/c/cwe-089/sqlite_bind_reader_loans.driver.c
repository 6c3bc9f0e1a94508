// Shows whether the text of a card can change the question to the database.
// libs: -lsqlite3
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    sqlite3 *db;

    if (sqlite3_open(":memory:", &db) != SQLITE_OK
        || sqlite3_exec(db, "CREATE TABLE loans(card TEXT, book TEXT, back TEXT);"
                            "INSERT INTO loans VALUES('R1','Emma',NULL),('R1','Ulysses','May'),"
                            "('R2','Dune',NULL),('R2','Solaris',NULL)", NULL, NULL, NULL)
               != SQLITE_OK)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        int n = count_loans(db, "x' OR '1'='1");
        if (n == 0)
            return 0;
        printf("the loans of other readers were counted: %d\n", n);
        return 10;
    }
    printf("%d %d %d\n", count_loans(db, "R1"), count_loans(db, "R2"), count_loans(db, "R3"));
    sqlite3_close(db);
    return 0;
}
