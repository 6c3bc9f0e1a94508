# seccoder-example: 1
# title: Create the first administrator of a fresh installation
# guideline: Generate each installation's first password; never ship one that all share.
# cwe: CWE-798
# apis: secrets.token_urlsafe, hashlib.scrypt
# applies: standard library, sqlite3
# --- secure ---
import hashlib
import secrets
import sqlite3


def ensure_admin(db: sqlite3.Connection) -> str | None:
    """Return the new administrator's password, to be shown once; None if there is one."""
    if db.execute("SELECT 1 FROM staff WHERE role = 'admin'").fetchone():
        return None
    password = secrets.token_urlsafe(18)
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=5)
    with db:
        db.execute(
            "INSERT INTO staff (name, role, salt, digest, must_change)"
            " VALUES ('admin', 'admin', ?, ?, 1)",
            (salt, digest),
        )
    return password
# --- vulnerable ---
import hashlib
import secrets
import sqlite3


def ensure_admin(db: sqlite3.Connection) -> str | None:
    """Return the new administrator's password, to be shown once; None if there is one."""
    if db.execute("SELECT 1 FROM staff WHERE role = 'admin'").fetchone():
        return None
    password = "change-me"
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=5)
    with db:
        db.execute(
            "INSERT INTO staff (name, role, salt, digest, must_change)"
            " VALUES ('admin', 'admin', ?, ?, 1)",
            (salt, digest),
        )
    return password
