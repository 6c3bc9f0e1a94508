# The work done for an unknown account differs from that for a known one by a key derivation.
import hashlib
import sqlite3
import sys

calls = 0
scrypt = hashlib.scrypt


def derive(text, *, salt, **cost):
    # The cost is lowered, to be quick; what counts is the number of derivations.
    return scrypt(text, salt=salt, n=1024, r=8, p=1)


def counting(*args, **kwargs):
    global calls
    calls += 1
    return derive(*args, **kwargs)


hashlib.scrypt = counting

import example

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE reader (name TEXT, salt BLOB, digest BLOB)")
salt = b"0123456789abcdef"
db.execute(
    "INSERT INTO reader VALUES (?, ?, ?)",
    ("ines", salt, derive(b"rain on leaves", salt=salt)),
)
if sys.argv[1] == "benign":
    for name, password in (("ines", "rain on leaves"), ("ines", "wind in trees"), ("omar", "x")):
        print(example.password_matches(db, name, password))
else:
    example.password_matches(db, "ines", "wind in trees")
    known, calls = calls, 0
    example.password_matches(db, "omar", "wind in trees")
    if calls != known:
        print("an unknown account is answered sooner:", calls, "of", known, "derivations")
        sys.exit(10)
