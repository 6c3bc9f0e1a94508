# The public card of a coach tells the home address and the password hash.
import json
import sqlite3
import sys

import example

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE coach (id INTEGER, name TEXT, sport TEXT, bio TEXT, listed INTEGER, home TEXT, password TEXT)")
db.execute("INSERT INTO coach VALUES (1, 'Ana', 'judo', 'Since 2009', 1, '12 Mill Lane', 'scrypt:aa')")
db.execute("INSERT INTO coach VALUES (2, 'Bo', 'golf', 'New', 0, '1 High Street', 'scrypt:bb')")
card = example.coach_card(db, 1)
if sys.argv[1] == "benign":
    print([json.loads(card)[field] for field in ("id", "name", "sport", "bio")])
    print(example.coach_card(db, 2), example.coach_card(db, 3))
elif "Mill Lane" in card or "scrypt" in card:
    print("the card tells:", card)
    sys.exit(10)
