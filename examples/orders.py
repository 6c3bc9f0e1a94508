"""A small order service: customers look up what they have bought."""

import sqlite3

from flask import Flask, g, jsonify, request

app = Flask(__name__)
DATABASE = "orders.db"


def get_db() -> sqlite3.Connection:
    if "db" not in g:
        g.db = sqlite3.connect(DATABASE)
        g.db.row_factory = sqlite3.Row
    return g.db


@app.teardown_appcontext
def close_db(_error):
    db = g.pop("db", None)
    if db is not None:
        db.close()


@app.get("/orders")
def list_orders():
    """Return the orders of the customer named in the query string, newest first."""
    customer = request.args.get("customer", "")
    db = get_db()
    # Look up id, placed_at and total of this customer's orders.
