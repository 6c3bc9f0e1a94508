# seccoder-example: 1
# title: Search a catalogue with LIKE from a JSON request
# guideline: Escape LIKE wildcards in the term, then bind the whole pattern as a parameter.
# cwe: CWE-89
# apis: mysql.connector.cursor.MySQLCursor.execute, flask.Request.get_json
# applies: flask, mysql.connector
# --- secure ---
import re

import mysql.connector
from flask import Flask, abort, jsonify, request

app = Flask(__name__)


@app.post("/catalogue/search")
def search_catalogue():
    body = request.get_json()
    term = body.get("term") if isinstance(body, dict) else None
    if not isinstance(term, str) or not term.strip():
        abort(400, "term is required")
    pattern = "%" + re.sub(r"([!%_])", r"!\1", term.strip()) + "%"
    conn = mysql.connector.connect(**app.config["MYSQL"])
    try:
        cursor = conn.cursor(dictionary=True)
        cursor.execute(
            "SELECT isbn, title FROM catalogue"
            " WHERE title LIKE %s ESCAPE '!' LIMIT 50",
            (pattern,),
        )
        return jsonify(cursor.fetchall())
    finally:
        conn.close()
# --- vulnerable ---
import mysql.connector
from flask import Flask, abort, jsonify, request

app = Flask(__name__)


@app.post("/catalogue/search")
def search_catalogue():
    body = request.get_json()
    term = body.get("term") if isinstance(body, dict) else None
    if not isinstance(term, str) or not term.strip():
        abort(400, "term is required")
    conn = mysql.connector.connect(**app.config["MYSQL"])
    try:
        cursor = conn.cursor(dictionary=True)
        cursor.execute(
            "SELECT isbn, title FROM catalogue"
            " WHERE title LIKE '%" + term.strip() + "%' LIMIT 50"
        )
        return jsonify(cursor.fetchall())
    finally:
        conn.close()
