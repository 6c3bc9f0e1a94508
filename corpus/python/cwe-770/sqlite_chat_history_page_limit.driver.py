# Shows whether a client gets the whole table with one request.
import sqlite3
import sys

import example

conn = sqlite3.connect(":memory:")
conn.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, room INTEGER, body TEXT)")
conn.executemany(
    "INSERT INTO messages (room, body) VALUES (?, ?)",
    ((n % 2, f"message {n}") for n in range(20_000)),
)
if sys.argv[1] == "benign":
    print(example.history_page(conn, 1, "size=3"))
    print(len(example.history_page(conn, 0, "")), len(example.history_page(conn, 0, "size=100")))
    sys.exit(0)
# SQLite takes a negative limit for none.
for query in ("size=-1", "size=1000000"):
    try:
        page = example.history_page(conn, 1, query)
    except ValueError as error:
        print("refused:", error)
        continue
    if len(page) > 1000:
        print("one page holds", len(page), "messages")
        sys.exit(10)
