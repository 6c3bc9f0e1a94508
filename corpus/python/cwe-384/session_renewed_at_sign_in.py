# seccoder-example: 1
# title: Sign a shop visitor in and keep the basket
# guideline: Issue a new session id at sign-in, so that one planted before is worth nothing.
# cwe: CWE-384
# apis: secrets.token_urlsafe
# applies: standard library, sqlite3
# --- secure ---
import hashlib
import secrets
import sqlite3


def digest(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()


def basket_of(db: sqlite3.Connection, session_id: str) -> str:
    query = "SELECT basket FROM session WHERE digest = ?"
    row = db.execute(query, (digest(session_id),)).fetchone()
    return row[0] if row else "[]"


def sign_in(db: sqlite3.Connection, session_id: str, user_id: int, now: int) -> str:
    basket = basket_of(db, session_id)
    new_id = secrets.token_urlsafe(32)
    with db:
        db.execute("DELETE FROM session WHERE digest = ?", (digest(session_id),))
        db.execute(
            "INSERT INTO session (digest, user_id, basket, since) VALUES (?, ?, ?, ?)",
            (digest(new_id), user_id, basket, now),
        )
    return new_id
# --- vulnerable ---
import hashlib
import sqlite3


def digest(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()


def basket_of(db: sqlite3.Connection, session_id: str) -> str:
    query = "SELECT basket FROM session WHERE digest = ?"
    row = db.execute(query, (digest(session_id),)).fetchone()
    return row[0] if row else "[]"


def sign_in(db: sqlite3.Connection, session_id: str, user_id: int, now: int) -> str:
    basket = basket_of(db, session_id)
    with db:
        db.execute("DELETE FROM session WHERE digest = ?", (digest(session_id),))
        db.execute(
            "INSERT INTO session (digest, user_id, basket, since) VALUES (?, ?, ?, ?)",
            (digest(session_id), user_id, basket, now),
        )
    return session_id
