# seccoder-example: 1
# title: Set a new password with a mailed reset token
# guideline: Accept a reset token once, before it expires, and only for the account it is for.
# cwe: CWE-640
# apis: hashlib.scrypt, sqlite3.Connection.execute
# applies: standard library, sqlite3
# --- secure ---
import hashlib
import secrets
import sqlite3


def set_password(
    db: sqlite3.Connection, email: str, token: str, password: str, now: int
) -> bool:
    digest = hashlib.sha256(token.encode()).digest()
    with db:
        used = db.execute(
            "DELETE FROM reset WHERE digest = ? AND expires > ? AND email = ?",
            (digest, now, email),
        )
        if used.rowcount == 0:
            return False
        salt = secrets.token_bytes(16)
        key = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=5)
        db.execute("UPDATE account SET salt = ?, key = ? WHERE email = ?", (salt, key, email))
        # Other links and sessions may be in the hands of whoever made the reset necessary.
        db.execute("DELETE FROM reset WHERE email = ?", (email,))
        db.execute("DELETE FROM session WHERE email = ?", (email,))
    return True
# --- vulnerable ---
import hashlib
import secrets
import sqlite3


def set_password(
    db: sqlite3.Connection, email: str, token: str, password: str, now: int
) -> bool:
    digest = hashlib.sha256(token.encode()).digest()
    with db:
        used = db.execute(
            "DELETE FROM reset WHERE digest = ? AND expires > ?",
            (digest, now),
        )
        if used.rowcount == 0:
            return False
        salt = secrets.token_bytes(16)
        key = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=5)
        db.execute("UPDATE account SET salt = ?, key = ? WHERE email = ?", (salt, key, email))
        # Other links and sessions may be in the hands of whoever made the reset necessary.
        db.execute("DELETE FROM reset WHERE email = ?", (email,))
        db.execute("DELETE FROM session WHERE email = ?", (email,))
    return True
