# A member cancels the booking of another one by its number.
import sqlite3
import sys

import example

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE booking (id INTEGER, member_id INTEGER, starts INTEGER)")
db.execute("CREATE TABLE cancellation (booking_id INTEGER, member_id INTEGER, at INTEGER)")
db.execute("INSERT INTO booking VALUES (1, 10, 900), (2, 10, 100), (3, 11, 900)")
if sys.argv[1] == "benign":
    print(example.cancel_booking(db, 10, 1, 500), example.cancel_booking(db, 10, 2, 500))
    print(example.cancel_booking(db, 10, 1, 500), db.execute("SELECT * FROM cancellation").fetchall())
else:
    example.cancel_booking(db, 10, 3, 500)
    if not db.execute("SELECT 1 FROM booking WHERE id = 3").fetchone():
        print("another member's booking was cancelled")
        sys.exit(10)
