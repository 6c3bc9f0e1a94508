"""Invoices in the customers' area of a shop."""
import sqlite3

SCHEMA = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, day TEXT, cents INTEGER);
"""


def open_shop():
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    return db


def invoice_list(db, session):
    """Answers GET /invoices with the signed-in customer's invoices and their links."""
    rows = db.execute(
        "SELECT id, day FROM invoices WHERE customer_id = ? ORDER BY day", (session["customer_id"],)
    )
    lines = [f'<a href="/invoices/{number}">{day}</a>' for number, day in rows]
    return 200, "\n".join(lines)


def invoice_text(db, session, number):
    """Answers GET /invoices/<number> with (status, text).

    The text reads "Invoice 12 for Ada Bell, 2031-05-01: 19.90 EUR". When there is no such
    invoice the answer is (404, "not found").
    """
    # read the invoice with its customer's name and return the text
