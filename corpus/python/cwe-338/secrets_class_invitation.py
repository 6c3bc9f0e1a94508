# seccoder-example: 1
# title: Issue an invitation token for an online class
# guideline: Draw bearer tokens from the secrets module and keep only their digest.
# cwe: CWE-338, CWE-330
# apis: secrets.token_hex
# applies: standard library, sqlite3
# --- secure ---
import hashlib
import secrets
import sqlite3

LIFETIME = 7 * 24 * 3600


def invite(db: sqlite3.Connection, class_id: int, email: str, now: int) -> str:
    token = secrets.token_hex(16)
    digest = hashlib.sha256(token.encode()).hexdigest()
    with db:
        db.execute(
            "INSERT INTO invitation (digest, class_id, email, expires) VALUES (?, ?, ?, ?)",
            (digest, class_id, email, now + LIFETIME),
        )
    return token
# --- vulnerable ---
import hashlib
import random
import sqlite3

LIFETIME = 7 * 24 * 3600


def invite(db: sqlite3.Connection, class_id: int, email: str, now: int) -> str:
    token = f"{random.getrandbits(128):032x}"
    digest = hashlib.sha256(token.encode()).hexdigest()
    with db:
        db.execute(
            "INSERT INTO invitation (digest, class_id, email, expires) VALUES (?, ?, ?, ?)",
            (digest, class_id, email, now + LIFETIME),
        )
    return token
