# A number in the file must not bring statements of its own.
import sqlite3
import sys

from example import import_prices

conn = sqlite3.connect(":memory:")
conn.execute("CREATE TABLE articles (sku TEXT, price REAL)")
conn.executemany("INSERT INTO articles VALUES (?, ?)", [("A1", 1.0), ("B2", 2.0)])
conn.commit()


def load(*lines):
    with open("prices.csv", "w", encoding="utf-8") as out:
        out.write("sku,price\n" + "".join(line + "\n" for line in lines))
    return import_prices(conn, "prices.csv")


def rows():
    return conn.execute("SELECT sku, price FROM articles ORDER BY sku").fetchall()


if sys.argv[1] == "benign":
    print(load("A1,4.5", "B2,7"))
    print(rows())
else:
    load("A1'; DELETE FROM articles WHERE sku = 'B2,9")
    if len(rows()) != 2:
        print("the file deleted a row:", rows())
        sys.exit(10)
