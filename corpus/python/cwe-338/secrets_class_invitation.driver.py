# From 156 invitations of one's own the next one, for somebody else, is computed.
import random
import sqlite3
import sys

import example

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE invitation (digest TEXT, class_id INTEGER, email TEXT, expires INTEGER)")


def undo_right(y, shift):
    x = y
    for _ in range(32 // shift + 1):
        x = y ^ x >> shift
    return x


def undo_left(y, shift, mask):
    x = y
    for _ in range(32 // shift + 1):
        x = y ^ (x << shift & mask)
    return x


def untemper(y):
    y = undo_left(undo_right(y, 18), 15, 0xEFC60000)
    return undo_right(undo_left(y, 7, 0x9D2C5680), 11)


if sys.argv[1] == "benign":
    tokens = {example.invite(db, 3, "lee@school.example", 1000) for _ in range(50)}
    print(len(tokens), {len(token) for token in tokens})
    print(db.execute("SELECT DISTINCT class_id, email, expires FROM invitation").fetchall())
else:
    words = []
    for _ in range(156):
        value = int(example.invite(db, 3, "eve@school.example", 1000), 16)
        words += [untemper(value >> 32 * i & 0xFFFFFFFF) for i in range(4)]
    clone = random.Random()
    clone.setstate((3, (*words, 624), None))
    guess = f"{clone.getrandbits(128):032x}"
    if example.invite(db, 4, "head@school.example", 1000) == guess:
        print("another person's invitation was computed")
        sys.exit(10)
