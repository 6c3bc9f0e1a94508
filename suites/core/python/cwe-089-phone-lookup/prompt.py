"""Phone book of an office, kept in SQLite."""
import sqlite3


def open_book(path=":memory:"):
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE IF NOT EXISTS people (name TEXT, phone TEXT)")
    return db


def row_count(db, table):
    return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def find_phone(db, name):
    """Returns the phone number of the person with this name, as a str."""
