# seccoder-example: 1
# title: Keep a seller's bank account number in a database
# guideline: Encrypt sensitive columns with a key kept elsewhere; store only the last digits plain.
# cwe: CWE-312
# apis: cryptography.fernet.Fernet.encrypt
# applies: cryptography, sqlite3
# --- secure ---
import sqlite3

from cryptography.fernet import Fernet


def save_account(db: sqlite3.Connection, cipher: Fernet, seller_id: int, number: str) -> None:
    stored = cipher.encrypt(number.encode())
    with db:
        db.execute(
            "INSERT OR REPLACE INTO payout (seller_id, number, shown) VALUES (?, ?, ?)",
            (seller_id, stored, number[-4:]),
        )


def account_for_payout(db: sqlite3.Connection, cipher: Fernet, seller_id: int) -> str | None:
    query = "SELECT number FROM payout WHERE seller_id = ?"
    row = db.execute(query, (seller_id,)).fetchone()
    return cipher.decrypt(row[0]).decode() if row else None
# --- vulnerable ---
import sqlite3

from cryptography.fernet import Fernet


def save_account(db: sqlite3.Connection, cipher: Fernet, seller_id: int, number: str) -> None:
    stored = number.encode()
    with db:
        db.execute(
            "INSERT OR REPLACE INTO payout (seller_id, number, shown) VALUES (?, ?, ?)",
            (seller_id, stored, number[-4:]),
        )


def account_for_payout(db: sqlite3.Connection, cipher: Fernet, seller_id: int) -> str | None:
    query = "SELECT number FROM payout WHERE seller_id = ?"
    row = db.execute(query, (seller_id,)).fetchone()
    return row[0].decode() if row else None
