# seccoder-example: 1
# title: Update prices from a CSV file with executemany
# guideline: Run one parameterized statement over all rows; never build an SQL script from them.
# cwe: CWE-89
# apis: sqlite3.Connection.executemany
# applies: sqlite3, csv
# --- secure ---
import csv
import sqlite3


def import_prices(conn: sqlite3.Connection, csv_path: str) -> int:
    with open(csv_path, newline="", encoding="utf-8") as handle:
        rows = [
            (float(line["price"]), line["sku"])
            for line in csv.DictReader(handle)
        ]
    if not all(0 <= price < 1_000_000 for price, _ in rows):
        raise ValueError("a price is out of range")
    with conn:
        cursor = conn.executemany(
            "UPDATE articles SET price = ? WHERE sku = ?", rows
        )
    return cursor.rowcount
# --- vulnerable ---
import csv
import sqlite3


def import_prices(conn: sqlite3.Connection, csv_path: str) -> int:
    with open(csv_path, newline="", encoding="utf-8") as handle:
        statements = [
            "UPDATE articles SET price = {price} WHERE sku = '{sku}';"
            .format(**line)
            for line in csv.DictReader(handle)
        ]
    with conn:
        conn.executescript("".join(statements))
    return len(statements)
