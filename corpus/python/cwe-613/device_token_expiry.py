# seccoder-example: 1
# title: Look up the device that an API token belongs to
# guideline: Check age, idle time and revocation of a token on every use.
# cwe: CWE-613
# apis: hashlib.sha256, sqlite3.Connection.execute
# applies: standard library, sqlite3
# --- secure ---
import hashlib
import sqlite3

MAX_AGE = 30 * 24 * 3600
MAX_IDLE = 24 * 3600


def device_of_token(db: sqlite3.Connection, token: str, now: int) -> int | None:
    digest = hashlib.sha256(token.encode()).digest()
    with db:
        live = db.execute(
            "UPDATE token SET used = ? WHERE digest = ? AND NOT revoked"
            " AND issued > ? AND used > ?",
            (now, digest, now - MAX_AGE, now - MAX_IDLE),
        )
    if live.rowcount == 0:
        return None
    return db.execute("SELECT device_id FROM token WHERE digest = ?", (digest,)).fetchone()[0]
# --- vulnerable ---
import hashlib
import sqlite3


def device_of_token(db: sqlite3.Connection, token: str, now: int) -> int | None:
    digest = hashlib.sha256(token.encode()).digest()
    with db:
        live = db.execute(
            "UPDATE token SET used = ? WHERE digest = ? AND NOT revoked",
            (now, digest),
        )
    if live.rowcount == 0:
        return None
    return db.execute("SELECT device_id FROM token WHERE digest = ?", (digest,)).fetchone()[0]
