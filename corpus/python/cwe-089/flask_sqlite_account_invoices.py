# seccoder-example: 1
# title: List the invoices of an account in a Flask route
# guideline: Bind every value of a query as a parameter; never format request data into SQL.
# cwe: CWE-89
# apis: sqlite3.Connection.execute, flask.request.args.get
# applies: flask, flask_login, sqlite3
# --- secure ---
import sqlite3
from contextlib import closing

from flask import Flask, jsonify, request
from flask_login import current_user, login_required

app = Flask(__name__)


@app.get("/invoices")
@login_required
def list_invoices():
    status = request.args.get("status", "open")
    with closing(sqlite3.connect(app.config["DATABASE"])) as conn:
        conn.row_factory = sqlite3.Row
        rows = conn.execute(
            "SELECT number, issued_on, total FROM invoices"
            " WHERE account_no = ? AND status = ? ORDER BY issued_on",
            (current_user.account_no, status),
        ).fetchall()
    return jsonify([dict(row) for row in rows])
# --- vulnerable ---
import sqlite3
from contextlib import closing

from flask import Flask, jsonify, request
from flask_login import current_user, login_required

app = Flask(__name__)


@app.get("/invoices")
@login_required
def list_invoices():
    status = request.args.get("status", "open")
    with closing(sqlite3.connect(app.config["DATABASE"])) as conn:
        conn.row_factory = sqlite3.Row
        rows = conn.execute(
            "SELECT number, issued_on, total FROM invoices"
            f" WHERE account_no = '{current_user.account_no}' AND status = '{status}'"
            " ORDER BY issued_on"
        ).fetchall()
    return jsonify([dict(row) for row in rows])
