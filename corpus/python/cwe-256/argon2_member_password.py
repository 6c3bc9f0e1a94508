# seccoder-example: 1
# title: Register a choir member and check the password later
# guideline: Store an Argon2 hash of a password, never the password, and rehash when settings change.
# cwe: CWE-256
# apis: argon2.PasswordHasher.hash, argon2.PasswordHasher.verify
# applies: argon2-cffi, sqlite3
# --- secure ---
import sqlite3

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

hasher = PasswordHasher()
# Verified when the name is unknown, so that both answers take as long.
NOBODY = hasher.hash("nobody")


def register(db: sqlite3.Connection, name: str, password: str) -> None:
    with db:
        query = "INSERT INTO member (name, password) VALUES (?, ?)"
        db.execute(query, (name, hasher.hash(password)))


def sign_in(db: sqlite3.Connection, name: str, password: str) -> bool:
    row = db.execute("SELECT password FROM member WHERE name = ?", (name,)).fetchone()
    stored = row[0] if row else NOBODY
    try:
        hasher.verify(stored, password)
    except VerifyMismatchError:
        return False
    if row and hasher.check_needs_rehash(stored):
        with db:
            new = hasher.hash(password)
            db.execute("UPDATE member SET password = ? WHERE name = ?", (new, name))
    return row is not None
# --- vulnerable ---
import hmac
import sqlite3

# Compared when the name is unknown, so that both answers take as long.
NOBODY = "nobody"


def register(db: sqlite3.Connection, name: str, password: str) -> None:
    with db:
        query = "INSERT INTO member (name, password) VALUES (?, ?)"
        db.execute(query, (name, password))


def sign_in(db: sqlite3.Connection, name: str, password: str) -> bool:
    row = db.execute("SELECT password FROM member WHERE name = ?", (name,)).fetchone()
    stored = row[0] if row else NOBODY
    if not hmac.compare_digest(stored.encode(), password.encode()):
        return False
    return row is not None
