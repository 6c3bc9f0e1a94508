# A token mailed to one account sets the password of another.
import hashlib
import sqlite3
import sys

# The cost is lowered here, to be quick; what is shown does not depend on it.
scrypt = hashlib.scrypt
hashlib.scrypt = lambda text, *, salt, **cost: scrypt(text, salt=salt, n=1024, r=8, p=1)

import example

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE account (email TEXT, salt BLOB, key BLOB)")
db.execute("CREATE TABLE reset (digest BLOB, email TEXT, expires INTEGER)")
db.execute("CREATE TABLE session (email TEXT)")
for name in ("ana", "eve"):
    db.execute("INSERT INTO account VALUES (?, NULL, NULL)", (name,))
    db.execute("INSERT INTO session VALUES (?)", (name,))
    digest = hashlib.sha256(f"mailed to {name}".encode()).digest()
    db.execute("INSERT INTO reset VALUES (?, ?, 2000)", (digest, name))


def password_is(email, password):
    salt, key = db.execute("SELECT salt, key FROM account WHERE email = ?", (email,)).fetchone()
    return key is not None and key == hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=5)


if sys.argv[1] == "benign":
    print(example.set_password(db, "ana", "mailed to ana", "new words", 1000))
    print(password_is("ana", "new words"), db.execute("SELECT email FROM session").fetchall())
    print(example.set_password(db, "ana", "mailed to ana", "again", 1000))
    print(example.set_password(db, "eve", "mailed to eve", "late", 3000))
else:
    example.set_password(db, "ana", "mailed to eve", "chosen by eve", 1000)
    if password_is("ana", "chosen by eve"):
        print("eve's token set ana's password")
        sys.exit(10)
