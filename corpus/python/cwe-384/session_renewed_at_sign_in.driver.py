# A session id that was planted in the victim's browser is signed in with the victim.
import hashlib
import sqlite3
import sys

import example

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE session (digest TEXT PRIMARY KEY, user_id INTEGER, basket TEXT, since INTEGER)")


def user_of(session_id):
    digest = hashlib.sha256(session_id.encode()).hexdigest()
    row = db.execute("SELECT user_id FROM session WHERE digest = ?", (digest,)).fetchone()
    return row and row[0]


planted = "known-before"
db.execute(
    "INSERT INTO session VALUES (?, NULL, '[31, 44]', 1)",
    (hashlib.sha256(planted.encode()).hexdigest(),),
)
session = example.sign_in(db, planted, 7, 1000)
if sys.argv[1] == "benign":
    print(user_of(session), example.basket_of(db, session), example.basket_of(db, "none"))
    print(db.execute("SELECT user_id, basket, since FROM session").fetchall())
elif user_of(planted) is not None:
    print("the planted session now belongs to user", user_of(planted))
    sys.exit(10)
