# The password seen in one's own installation opens somebody else's.
import hashlib
import sqlite3
import sys

# The cost is lowered here, to be quick; what is shown does not depend on it.
scrypt = hashlib.scrypt
hashlib.scrypt = lambda text, *, salt, **cost: scrypt(text, salt=salt, n=1024, r=8, p=1)

import example


def install():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE staff (name, role, salt BLOB, digest BLOB, must_change)")
    return db, example.ensure_admin(db)


def opens(db, password):
    salt, digest = db.execute("SELECT salt, digest FROM staff WHERE name = 'admin'").fetchone()
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=5) == digest


db, password = install()
if sys.argv[1] == "benign":
    print(opens(db, password), opens(db, "wrong"), example.ensure_admin(db))
    print(db.execute("SELECT name, role, must_change FROM staff").fetchall())
else:
    other, _ = install()
    if opens(other, password):
        print("one installation's password opens another")
        sys.exit(10)
