// Shows what a row without a number does.
// libs: -lsqlite3
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    char phone[16] = "";
    sqlite3 *db;

    if (sqlite3_open(":memory:", &db) != SQLITE_OK
        || sqlite3_exec(db, "CREATE TABLE tenants(flat INTEGER, phone TEXT);"
                            "INSERT INTO tenants VALUES(1,'555-0101'),(2,NULL),"
                            "(3,'555-0199 extension 1234')", NULL, NULL, NULL) != SQLITE_OK)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        int rc = tenant_phone(db, 2, phone, sizeof(phone));
        return rc == -1 ? 0 : 1;
    }
    printf("%d", tenant_phone(db, 1, phone, sizeof(phone)));
    printf(" %s", phone);
    printf(" %d", tenant_phone(db, 3, phone, sizeof(phone)));
    printf(" %d\n", tenant_phone(db, 4, phone, sizeof(phone)));
    sqlite3_close(db);
    return 0;
}
