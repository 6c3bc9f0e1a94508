# seccoder-example: 1
# title: Charge a prepaid card stored in sqlite3
# guideline: Test and change a balance in one UPDATE; a value read before may be out of date.
# cwe: CWE-362
# apis: sqlite3.Connection.execute, sqlite3.Cursor.rowcount
# applies: sqlite3
# --- secure ---
import sqlite3


def charge_card(conn: sqlite3.Connection, card: str, cents: int) -> bool:
    if cents <= 0:
        raise ValueError("the amount must be positive")
    with conn:
        cursor = conn.execute(
            "UPDATE cards SET balance = balance - ? WHERE number = ? AND balance >= ?",
            (cents, card, cents),
        )
        if cursor.rowcount != 1:
            return False
        conn.execute("INSERT INTO charges (card, cents) VALUES (?, ?)", (card, cents))
    return True
# --- vulnerable ---
import sqlite3


def charge_card(conn: sqlite3.Connection, card: str, cents: int) -> bool:
    if cents <= 0:
        raise ValueError("the amount must be positive")
    query = "SELECT balance FROM cards WHERE number = ?"
    row = conn.execute(query, (card,)).fetchone()
    if row is None or row[0] < cents:
        return False
    with conn:
        conn.execute(
            "UPDATE cards SET balance = ? WHERE number = ?", (row[0] - cents, card)
        )
        conn.execute("INSERT INTO charges (card, cents) VALUES (?, ?)", (card, cents))
    return True
