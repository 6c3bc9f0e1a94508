# Whoever reads the database file reads the account number.
import hmac
import os
import sqlite3
import sys
import types
from contextlib import closing


class Fernet:
    """A keystream out of HMAC, enough for one block, with the interface of Fernet."""

    def __init__(self, key):
        self.key = key

    def encrypt(self, data):
        nonce = os.urandom(16)
        stream = hmac.digest(self.key, nonce, "sha512")
        return nonce + bytes(a ^ b for a, b in zip(data, stream))

    def decrypt(self, token):
        stream = hmac.digest(self.key, token[:16], "sha512")
        return bytes(a ^ b for a, b in zip(token[16:], stream))


sys.modules["cryptography"] = types.ModuleType("cryptography")
sys.modules["cryptography.fernet"] = types.SimpleNamespace(Fernet=Fernet)

import example

NUMBER = "XX00123456789012345678"
cipher = Fernet(b"k" * 32)
with closing(sqlite3.connect("shop.db")) as db:
    db.execute("CREATE TABLE payout (seller_id INTEGER PRIMARY KEY, number BLOB, shown TEXT)")
    example.save_account(db, cipher, 3, NUMBER)
    if sys.argv[1] == "benign":
        print(example.account_for_payout(db, cipher, 3), example.account_for_payout(db, cipher, 4))
        print(db.execute("SELECT seller_id, shown FROM payout").fetchall())
with open("shop.db", "rb") as file:
    if sys.argv[1] == "hostile" and NUMBER.encode() in file.read():
        print("the account number stands in the database file")
        sys.exit(10)
