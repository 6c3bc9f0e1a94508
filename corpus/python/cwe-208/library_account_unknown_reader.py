# seccoder-example: 1
# title: Check the password of a library account
# guideline: Do the same work for unknown names, so that the answer's time tells nothing.
# cwe: CWE-208
# apis: hashlib.scrypt, hmac.compare_digest
# applies: standard library, sqlite3
# --- secure ---
import hashlib
import hmac
import sqlite3

# Stands in for an account that does not exist; no password leads to this digest.
NOBODY = (bytes(16), bytes(64))


def password_matches(db: sqlite3.Connection, name: str, password: str) -> bool:
    row = db.execute("SELECT salt, digest FROM reader WHERE name = ?", (name,)).fetchone()
    salt, digest = row or NOBODY
    given = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=5)
    return hmac.compare_digest(given, digest)
# --- vulnerable ---
import hashlib
import hmac
import sqlite3


def password_matches(db: sqlite3.Connection, name: str, password: str) -> bool:
    row = db.execute("SELECT salt, digest FROM reader WHERE name = ?", (name,)).fetchone()
    if row is None:
        return False
    salt, digest = row
    given = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=5)
    return hmac.compare_digest(given, digest)
