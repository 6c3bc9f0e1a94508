# The PIN of a locker is found by trying one after the other.
import hmac
import sqlite3
import sys

import example

KEY = b"k" * 32
db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE attempt (locker INTEGER, at INTEGER)")
db.execute("CREATE TABLE parcel (locker INTEGER PRIMARY KEY, pin_mac BLOB)")
for locker, pin in ((4, "000412"), (5, "900000")):
    db.execute("INSERT INTO parcel VALUES (?, ?)", (locker, hmac.digest(KEY, f"{locker}:{pin}".encode(), "sha256")))
if sys.argv[1] == "benign":
    print([example.pin_opens(db, KEY, 5, pin, 1000) for pin in ("900001", "090000", "900000")])
    print([example.pin_opens(db, KEY, 5, pin, 1001) for pin in ("1", "2", "3", "4", "900000")])
    print(example.pin_opens(db, KEY, 6, "900000", 1002))
else:
    for guess in range(1000):
        if example.pin_opens(db, KEY, 4, f"{guess:06d}", 1000 + guess // 10):
            print("opened after", guess + 1, "guesses")
            sys.exit(10)
