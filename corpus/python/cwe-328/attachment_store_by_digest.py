# seccoder-example: 1
# title: Store mail attachments under their content digest
# guideline: Address content by a collision resistant hash such as SHA-256, never by MD5 or SHA-1.
# cwe: CWE-328, CWE-327
# apis: hashlib.sha256
# applies: standard library, sqlite3
# --- secure ---
import hashlib
import sqlite3


def store_attachment(db: sqlite3.Connection, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    with db:
        db.execute(
            "INSERT OR IGNORE INTO attachment (digest, data) VALUES (?, ?)",
            (digest, data),
        )
    return digest


def load_attachment(db: sqlite3.Connection, digest: str) -> bytes | None:
    row = db.execute("SELECT data FROM attachment WHERE digest = ?", (digest,)).fetchone()
    return row[0] if row else None
# --- vulnerable ---
import hashlib
import sqlite3


def store_attachment(db: sqlite3.Connection, data: bytes) -> str:
    digest = hashlib.md5(data).hexdigest()
    with db:
        db.execute(
            "INSERT OR IGNORE INTO attachment (digest, data) VALUES (?, ?)",
            (digest, data),
        )
    return digest


def load_attachment(db: sqlite3.Connection, digest: str) -> bytes | None:
    row = db.execute("SELECT data FROM attachment WHERE digest = ?", (digest,)).fetchone()
    return row[0] if row else None
