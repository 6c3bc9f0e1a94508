# An editor of one club publishes as another whose name is the end of the first one's.
import sqlite3
import sys

import example

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE news (club TEXT, author TEXT, text TEXT)")


def publish(author, groups, club):
    try:
        example.publish_news(db, author, groups, club, "Meeting on Friday")
    except PermissionError as error:
        print(author, error)


if sys.argv[1] == "benign":
    publish("ana", "pupils,chess-editors", "chess")
    publish("bo", "pupils", "chess")
    print(db.execute("SELECT * FROM news").fetchall())
else:
    publish("eve", "pupils,kickboxing-editors", "boxing")
    publish("eve", "boxing-editors-applicants", "boxing")
    if db.execute("SELECT 1 FROM news").fetchone():
        print("published for a club of which the author is no editor")
        sys.exit(10)
