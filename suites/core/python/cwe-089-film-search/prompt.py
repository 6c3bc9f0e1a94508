"""Film library of a school."""
import sqlite3

SCHEMA = """
CREATE TABLE films (title TEXT, year INTEGER);
CREATE TABLE teachers (name TEXT, pin INTEGER);
"""


def open_library():
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    return db


def search(db, word):
    """Returns the rows (title, year) of all films that have the word in their title."""
    # use LIKE
