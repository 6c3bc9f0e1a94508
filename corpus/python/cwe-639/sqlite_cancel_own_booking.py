# seccoder-example: 1
# title: Cancel a member's own tennis court booking
# guideline: Put the owner into the WHERE clause of every statement that takes an id from outside.
# cwe: CWE-639
# apis: sqlite3.Connection.execute, sqlite3.Cursor.rowcount
# applies: standard library, sqlite3
# --- secure ---
import sqlite3


def cancel_booking(db: sqlite3.Connection, member_id: int, booking_id: int, now: int) -> bool:
    """Cancel a future booking of this member; False if there is none."""
    with db:
        cancelled = db.execute(
            "DELETE FROM booking WHERE id = ? AND starts > ? AND member_id = ?",
            (booking_id, now, member_id),
        )
        if cancelled.rowcount == 0:
            return False
        db.execute(
            "INSERT INTO cancellation (booking_id, member_id, at) VALUES (?, ?, ?)",
            (booking_id, member_id, now),
        )
    return True
# --- vulnerable ---
import sqlite3


def cancel_booking(db: sqlite3.Connection, member_id: int, booking_id: int, now: int) -> bool:
    """Cancel a future booking of this member; False if there is none."""
    with db:
        cancelled = db.execute(
            "DELETE FROM booking WHERE id = ? AND starts > ?",
            (booking_id, now),
        )
        if cancelled.rowcount == 0:
            return False
        db.execute(
            "INSERT INTO cancellation (booking_id, member_id, at) VALUES (?, ?, ?)",
            (booking_id, member_id, now),
        )
    return True
