# A seat's name must not change seats that belong to somebody. The database is real;
# only the asynchronous shell around it is made here.
import asyncio
import contextlib
import sqlite3
import sys
import types

aiosqlite = types.ModuleType("aiosqlite")
sys.modules["aiosqlite"] = aiosqlite


class Connection:
    def __init__(self):
        self.db = sqlite3.connect(":memory:")

    @contextlib.asynccontextmanager
    async def execute(self, statement, values=()):
        yield self.db.execute(statement, values)

    async def commit(self):
        self.db.commit()


aiosqlite.Connection = Connection

from example import reserve_seat

db = Connection()
db.db.execute("CREATE TABLE seats (show_id INTEGER, seat TEXT, customer TEXT)")
db.db.executemany(
    "INSERT INTO seats VALUES (?, ?, ?)",
    [(1, "A1", "Ines"), (1, "A2", None), (2, "A1", "Omar")],
)
db.db.commit()


def reserve(*values):
    return asyncio.run(reserve_seat(db, *values))


def seats():
    return db.db.execute("SELECT * FROM seats ORDER BY show_id, seat").fetchall()


if sys.argv[1] == "benign":
    print(reserve(1, "A2", "Mona"), reserve(1, "A2", "Paul"), reserve(1, "A1", "Paul"))
    print(seats())
else:
    reserve(1, "A1' OR seat = 'A1' OR seat = '", "Eve")
    if (1, "A1", "Ines") not in seats() or (2, "A1", "Omar") not in seats():
        print("taken seats were given away:", seats())
        sys.exit(10)
