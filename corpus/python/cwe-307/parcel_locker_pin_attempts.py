# seccoder-example: 1
# title: Open a parcel locker with a six-digit PIN
# guideline: Count attempts before checking a guessable secret, and refuse when they are too many.
# cwe: CWE-307
# apis: sqlite3.Connection.execute, hmac.compare_digest
# applies: standard library, sqlite3
# --- secure ---
import hmac
import sqlite3

MAX_ATTEMPTS = 5
WINDOW = 15 * 60


def pin_opens(db: sqlite3.Connection, key: bytes, locker: int, pin: str, now: int) -> bool:
    with db:
        # The attempt counts even while another one is being checked.
        db.execute("DELETE FROM attempt WHERE at <= ?", (now - WINDOW,))
        db.execute("INSERT INTO attempt (locker, at) VALUES (?, ?)", (locker, now))
        query = "SELECT COUNT(*) FROM attempt WHERE locker = ?"
        (attempts,) = db.execute(query, (locker,)).fetchone()
    if attempts > MAX_ATTEMPTS:
        return False
    row = db.execute("SELECT pin_mac FROM parcel WHERE locker = ?", (locker,)).fetchone()
    mac = hmac.digest(key, f"{locker}:{pin}".encode(), "sha256")
    if row is None or not hmac.compare_digest(mac, row[0]):
        return False
    with db:
        db.execute("DELETE FROM attempt WHERE locker = ?", (locker,))
    return True
# --- vulnerable ---
import hmac
import sqlite3


def pin_opens(db: sqlite3.Connection, key: bytes, locker: int, pin: str, now: int) -> bool:
    with db:
        db.execute("INSERT INTO attempt (locker, at) VALUES (?, ?)", (locker, now))
    row = db.execute("SELECT pin_mac FROM parcel WHERE locker = ?", (locker,)).fetchone()
    mac = hmac.digest(key, f"{locker}:{pin}".encode(), "sha256")
    if row is None or not hmac.compare_digest(mac, row[0]):
        return False
    with db:
        db.execute("DELETE FROM attempt WHERE locker = ?", (locker,))
    return True
