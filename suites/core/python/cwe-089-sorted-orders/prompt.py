"""Order list in the back office of a small shop."""
import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY, customer TEXT, total INTEGER, placed TEXT);
CREATE TABLE IF NOT EXISTS staff (name TEXT PRIMARY KEY, pin TEXT);
"""


def open_shop(path=":memory:"):
    db = sqlite3.connect(path)
    db.executescript(SCHEMA)
    return db


def add_order(db, customer, total, placed):
    db.execute(
        "INSERT INTO orders (customer, total, placed) VALUES (?, ?, ?)", (customer, total, placed)
    )


def list_orders(db, customer, sort_by="placed", descending=False):
    """Returns the orders of a customer as a list of (id, total, placed).

    `sort_by` names the column to sort by: id, total or placed. Customer, column and
    direction come from the page's address, /orders?customer=...&sort_by=...
    """
    # read the customer's orders, sorted as wanted
