// seccoder-example: 1
// title: Read the phone number of a tenant from SQLite
// guideline: Check sqlite3_column_text for NULL; it is NULL for SQL NULL and when memory runs out.
// cwe: CWE-690, CWE-476
// apis: sqlite3_column_text, memcpy
// applies: SQLite
// --- secure ---
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

/* Returns 0 and the number, or -1 if it is not known or too long. */
int tenant_phone(sqlite3 *db, int flat, char *phone, size_t cap)
{
    sqlite3_stmt *stmt = NULL;
    int rc = -1;

    if (sqlite3_prepare_v2(db, "SELECT phone FROM tenants WHERE flat = ?1", -1, &stmt,
                           NULL) == SQLITE_OK
        && sqlite3_bind_int(stmt, 1, flat) == SQLITE_OK
        && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        size_t len = text != NULL ? strlen(text) : 0;
        if (text != NULL && len < cap) {
            memcpy(phone, text, len + 1);
            rc = 0;
        }
    }
    sqlite3_finalize(stmt);
    return rc;
}
// --- vulnerable ---
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

/* Returns 0 and the number, or -1 if it is not known or too long. */
int tenant_phone(sqlite3 *db, int flat, char *phone, size_t cap)
{
    sqlite3_stmt *stmt = NULL;
    int rc = -1;

    if (sqlite3_prepare_v2(db, "SELECT phone FROM tenants WHERE flat = ?1", -1, &stmt,
                           NULL) == SQLITE_OK
        && sqlite3_bind_int(stmt, 1, flat) == SQLITE_OK
        && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        size_t len = strlen(text);
        if (len < cap) {
            memcpy(phone, text, len + 1);
            rc = 0;
        }
    }
    sqlite3_finalize(stmt);
    return rc;
}
