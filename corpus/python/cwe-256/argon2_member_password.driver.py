# Whoever reads the table reads the passwords.
import hashlib
import os
import sqlite3
import sys
import types


class Mismatch(Exception):
    pass


class PasswordHasher:
    """scrypt in place of Argon2, with the same interface."""

    def hash(self, password):
        salt = os.urandom(16)
        return salt.hex() + hashlib.scrypt(password.encode(), salt=salt, n=4096, r=8, p=1).hex()

    def verify(self, stored, password):
        salt = bytes.fromhex(stored[:32])
        if hashlib.scrypt(password.encode(), salt=salt, n=4096, r=8, p=1).hex() != stored[32:]:
            raise Mismatch
        return True

    def check_needs_rehash(self, stored):
        return False


sys.modules["argon2"] = types.ModuleType("argon2")
sys.modules["argon2"].PasswordHasher = PasswordHasher
sys.modules["argon2.exceptions"] = types.SimpleNamespace(VerifyMismatchError=Mismatch)

import example

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE member (name TEXT PRIMARY KEY, password TEXT NOT NULL)")
example.register(db, "ana", "alto on mondays")
if sys.argv[1] == "benign":
    for login in (("ana", "alto on mondays"), ("ana", "tenor"), ("bo", "nobody"), ("bo", "x")):
        print(example.sign_in(db, *login))
else:
    (stored,) = db.execute("SELECT password FROM member").fetchone()
    if "alto on mondays" in stored:
        print("the table holds the password:", stored)
        sys.exit(10)
