# Shows whether two terminals that charge at the same time spend one balance twice.
import sqlite3
import sys
import threading

import example

meet = threading.Barrier(2)


class Answer:
    def __init__(self, rows):
        self.rows = rows

    def fetchone(self):
        return self.rows[0] if self.rows else None


class Terminal(sqlite3.Connection):
    # Holds a reader until the other terminal has read too.
    def execute(self, sql, *args):
        cursor = super().execute(sql, *args)
        if cursor.description is None:
            return cursor
        answer = Answer(cursor.fetchall())
        try:
            meet.wait(1)
        except threading.BrokenBarrierError:
            pass
        return answer


with sqlite3.connect("cards.db") as setup:
    setup.execute("CREATE TABLE cards (number TEXT PRIMARY KEY, balance INTEGER)")
    setup.execute("CREATE TABLE charges (card TEXT, cents INTEGER)")
    setup.execute("INSERT INTO cards VALUES ('7001', 1000)")

if sys.argv[1] == "benign":
    for cents in (400, 700, 600):
        print(cents, example.charge_card(setup, "7001", cents))
    print(example.charge_card(setup, "9999", 1))
    print(setup.execute("SELECT balance FROM cards").fetchall())
    sys.exit(0)
setup.close()


def charge():
    conn = sqlite3.connect("cards.db", factory=Terminal)
    example.charge_card(conn, "7001", 1000)
    conn.close()


threads = [threading.Thread(target=charge) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
check = sqlite3.connect("cards.db")
(spent,) = check.execute("SELECT sum(cents) FROM charges").fetchone()
if spent > 1000:
    print("a card with 1000 cents paid", spent)
    sys.exit(10)
