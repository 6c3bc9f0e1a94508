# seccoder-example: 1
# title: Look up a product by its code in a Flask route
# guideline: Pass the path parameter to psycopg as a bound value and answer 404 for no row.
# cwe: CWE-89
# apis: psycopg.Connection.execute, flask.abort
# applies: flask, psycopg
# --- secure ---
import psycopg
from flask import Flask, abort, jsonify
from psycopg.rows import dict_row

app = Flask(__name__)


@app.get("/products/<code>")
def product_by_code(code):
    with psycopg.connect(app.config["DSN"], row_factory=dict_row) as conn:
        product = conn.execute(
            "SELECT code, name, price FROM products WHERE code = %s",
            (code,),
        ).fetchone()
    if product is None:
        abort(404)
    return jsonify(product)
# --- vulnerable ---
import psycopg
from flask import Flask, abort, jsonify
from psycopg.rows import dict_row

app = Flask(__name__)


@app.get("/products/<code>")
def product_by_code(code):
    with psycopg.connect(app.config["DSN"], row_factory=dict_row) as conn:
        product = conn.execute(
            "SELECT code, name, price FROM products WHERE code = '%s'"
            % code
        ).fetchone()
    if product is None:
        abort(404)
    return jsonify(product)
