import sqlite3

import MySQLdb
from flask import Flask, abort, request
from psycopg2 import sql
from sqlalchemy import select, text

app = Flask(__name__)
COLUMNS = {"name": "name", "age": "age_years"}


@app.route("/user")
def user():
    name = request.args.get("name")
    # ok: python.sql-string
    row = sqlite3.connect("app.db").execute("SELECT id FROM users WHERE name = ?", (name,)).fetchone()
    return str(row)


@app.route("/named")
def named():
    query = "SELECT id FROM users WHERE name = :name AND city = :city"
    values = {"name": request.args["name"], "city": request.args["city"]}
    # ok: python.sql-string
    return str(sqlite3.connect("app.db").execute(query, values).fetchall())


@app.route("/order/<int:number>")
def order(number):
    number = int(number)
    cursor = sqlite3.connect("app.db").cursor()
    # ok: python.sql-string
    cursor.execute(f"SELECT * FROM orders WHERE id = {number}")
    return str(cursor.fetchall())


@app.route("/page")
def page():
    page = request.args.get("page", 1, type=int)
    # ok: python.sql-string
    return str(sqlite3.connect("app.db").execute("SELECT * FROM t LIMIT 10 OFFSET %d" % page).fetchall())


@app.route("/sorted")
def sorted_rows():
    column = request.args.get("sort", "id")
    if column not in ["id", "name"]:
        column = "id"
        abort(400)
    # ok: python.sql-string
    return str(sqlite3.connect("app.db").execute("SELECT * FROM users ORDER BY " + column).fetchall())


@app.route("/table")
def table():
    column = COLUMNS.get(request.args.get("sort"), "name")
    # ok: python.sql-string
    return str(sqlite3.connect("app.db").execute("SELECT * FROM users ORDER BY " + column).fetchall())


@app.route("/orm")
def orm(session, users):
    name = request.args["name"]
    # ok: python.sql-string
    session.execute(text("SELECT 1 FROM users WHERE name = :name"), {"name": name})
    # ok: python.sql-string
    session.execute(text("SELECT 1 FROM users WHERE name = :name").bindparams(name=name))
    # ok: python.sql-string
    session.execute(select(users).where(users.c.name == name))
    # ok: python.sql-string
    return str(session.query(users).filter_by(name=name).all())


def find(db, name):
    cursor = db.cursor()
    # ok: python.sql-string
    cursor.execute("SELECT * FROM users WHERE name = %s", (name,))
    return cursor.fetchone()


def many(db, ids):
    marks = ",".join("?" for _ in ids)
    # ok: python.sql-string
    return db.execute(f"SELECT * FROM users WHERE id IN ({marks})", ids).fetchall()


def many_again(db, ids):
    marks = ", ".join(["%s"] * len(ids))
    # ok: python.sql-string
    return db.execute("SELECT * FROM users WHERE id IN (" + marks + ")", tuple(ids)).fetchall()


def run(db, query):
    # ok: python.sql-string
    return db.execute(query).fetchall()


def composed(cursor, table, name):
    query = sql.SQL("SELECT * FROM {} WHERE name = %s").format(sql.Identifier(table))
    # ok: python.sql-string
    cursor.execute(query, [name])


def constant_parts(db, name):
    table = "users"
    query = "SELECT * FROM " + table + " WHERE name = ?"
    # ok: python.sql-string
    db.execute(query, [name])


def checked(db, table):
    if not table.isidentifier():
        raise ValueError(table)
    # ok: python.sql-string
    db.execute("SELECT count(*) FROM " + table)


def converted(db, age):
    age = int(age)
    # ok: python.sql-string
    db.execute("SELECT * FROM users WHERE age > " + str(age))


def driver_quoted(name):
    db = MySQLdb.connect(db="app")
    safe = db.escape_string(name).decode()
    # ok: python.sql-string
    db.cursor().execute("SELECT * FROM users WHERE name = '" + safe + "'")


def bulk(db, rows):
    # ok: python.sql-string
    db.executemany("INSERT INTO users VALUES (?, ?)", [(row["name"], row["age"]) for row in rows])


def columns(db, changes, key):
    if not changes.keys() <= set(COLUMNS):
        raise ValueError("unknown column")
    parts = ", ".join([f"{column} = ?" for column in changes])
    # ok: python.sql-string
    db.execute(f"UPDATE users SET {parts} WHERE id = ?", [*changes.values(), key])


def known_columns(db, wanted):
    if any(column not in COLUMNS for column in wanted):
        raise ValueError("unknown column")
    # ok: python.sql-string
    db.execute("SELECT " + ", ".join(wanted) + " FROM users")


def numbered(db, names):
    marks = ", ".join(f"${i}" for i, _ in enumerate(names, 1))
    # ok: python.sql-string
    db.execute(f"SELECT * FROM users WHERE name IN ({marks})", *names)


def numbered_again(db, count):
    marks = ", ".join(f":{i}" for i in range(count))
    # ok: python.sql-string
    db.execute(f"SELECT * FROM users WHERE name IN ({marks})")


def filters(db, name, city):
    clauses, values = [], []
    if name:
        clauses.append("name = ?")
        values.append(name)
    if city:
        clauses.append("city = ?")
        values.append(city)
    # ok: python.sql-string
    db.execute("SELECT * FROM users WHERE " + " AND ".join(clauses), values)


def connection_quoted(connection, name):
    # ok: python.sql-string
    connection.query("DELETE FROM users WHERE name = %s" % connection.escape(name))


@app.route("/fallback")
def fallback():
    column = request.args.get("sort", "id")
    if column not in ("id", "name"):
        column = "id"
    # ok: python.sql-string
    return str(sqlite3.connect("app.db").execute("SELECT * FROM users ORDER BY " + column).fetchall())
