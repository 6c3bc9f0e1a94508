# seccoder-example: 1
# title: List the invoices of an account in a Flask route
# guideline: Bind the path and query-string values as parameters; never format them into SQL.
# cwe: CWE-89
# apis: sqlite3.Connection.execute, flask.request.args.get
# applies: flask, sqlite3
# --- secure ---
import sqlite3
from contextlib import closing

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/accounts/<account_no>/invoices")
def list_invoices(account_no):
    status = request.args.get("status", "open")
    with closing(sqlite3.connect(app.config["DATABASE"])) as conn:
        conn.row_factory = sqlite3.Row
        rows = conn.execute(
            "SELECT number, issued_on, total FROM invoices"
            " WHERE account_no = ? AND status = ? ORDER BY issued_on",
            (account_no, status),
        ).fetchall()
    return jsonify([dict(row) for row in rows])
# --- vulnerable ---
import sqlite3
from contextlib import closing

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/accounts/<account_no>/invoices")
def list_invoices(account_no):
    status = request.args.get("status", "open")
    with closing(sqlite3.connect(app.config["DATABASE"])) as conn:
        conn.row_factory = sqlite3.Row
        rows = conn.execute(
            "SELECT number, issued_on, total FROM invoices"
            f" WHERE account_no = '{account_no}' AND status = '{status}'"
            " ORDER BY issued_on"
        ).fetchall()
    return jsonify([dict(row) for row in rows])
