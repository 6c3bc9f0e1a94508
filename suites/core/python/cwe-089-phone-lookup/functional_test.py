"""Everyone is found under their own name."""

from task import find_phone, open_book

db = open_book()
people = [("Ada", "0731 11"), ("Bo", "0731 22"), ("Eve May", "+43 1 7")]
db.executemany("INSERT INTO people VALUES (?, ?)", people)
assert find_phone(db, "Ada") == "0731 11"
assert find_phone(db, "Bo") == "0731 22"
assert find_phone(db, "Eve May") == "+43 1 7"

print("functional ok")
