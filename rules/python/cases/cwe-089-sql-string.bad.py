import sqlite3

import MySQLdb
import psycopg2
from flask import Flask, request
from sqlalchemy import text

app = Flask(__name__)


@app.route("/user")
def user():
    name = request.args.get("name")
    connection = sqlite3.connect("app.db")
    # ruleid: python.sql-string
    row = connection.execute("SELECT id FROM users WHERE name = '" + name + "'").fetchone()
    return str(row)


@app.route("/order/<number>")
def order(number):
    cursor = sqlite3.connect("app.db").cursor()
    # ruleid: python.sql-string
    cursor.execute(f"SELECT * FROM orders WHERE id = {number}")
    return str(cursor.fetchall())


@app.post("/search")
def search():
    words = request.form["words"]
    query = "SELECT * FROM pages WHERE body LIKE '%{}%'".format(words)
    with psycopg2.connect("dbname=site") as db:
        with db.cursor() as cursor:
            # ruleid: python.sql-string
            cursor.execute(query)
            return str(cursor.fetchall())


@app.post("/rename")
def rename():
    data = request.get_json()
    sql = "UPDATE users SET name = '%s' " % data["name"]
    sql += "WHERE id = %s" % data["id"]
    db = MySQLdb.connect(db="app")
    # ruleid: python.sql-string
    db.query(sql)
    return "ok"


@app.route("/escaped")
def escaped():
    # Doubling quotes by hand is not enough where backslashes escape.
    name = request.args["name"].replace("'", "''")
    cursor = MySQLdb.connect(db="app").cursor()
    # ruleid: python.sql-string
    cursor.execute("DELETE FROM users WHERE name = '%s'" % (name,))
    return "ok"


@app.route("/orm")
def orm(session):
    name = request.args["name"]
    # ruleid: python.sql-string
    return str(session.execute(text("SELECT 1 FROM users WHERE name = '" + name + "'")).all())


@app.route("/sorted")
def sorted_rows():
    column = request.args.get("sort", "id")
    cursor = sqlite3.connect("app.db").cursor()
    # ruleid: python.sql-string
    cursor.execute("SELECT * FROM users ORDER BY " + column)
    return str(cursor.fetchall())


@app.route("/half")
def half():
    # One value is a parameter, the other is text.
    name, city = request.args["name"], request.args["city"]
    cursor = sqlite3.connect("app.db").cursor()
    # ruleid: python.sql-string
    cursor.execute("SELECT * FROM users WHERE city = '" + city + "' AND name = ?", (name,))
    return str(cursor.fetchall())


def find(db, name):
    cursor = db.cursor()
    # ruleid: python.sql-string
    cursor.execute("SELECT * FROM users WHERE name = '%s'" % name)
    return cursor.fetchone()


def insert(db, name: str, age=0):
    query = "INSERT INTO users VALUES ('" + name + "')"
    # ruleid: python.sql-string
    db.cursor().execute(query)
    db.commit()


def joined(db, names):
    wanted = "','".join(names)
    # ruleid: python.sql-string
    return db.execute("SELECT * FROM users WHERE name IN ('" + wanted + "')")


class Users:
    def remove(self, name):
        statement = "DELETE FROM users WHERE name = '{name}'".format(name=name)
        # ruleid: python.sql-string
        self.cursor.execute(statement)


def script(db, table):
    # ruleid: python.sql-string
    db.executescript(f"DROP TABLE {table}; VACUUM;")


def step_by_step(db, name):
    query = "SELECT * FROM users"
    query += " WHERE name = '"
    query += name
    query += "'"
    # ruleid: python.sql-string
    db.execute(query)


def placeholder(db, name):
    template = "SELECT * FROM users WHERE name = 'NAME'"
    # ruleid: python.sql-string
    db.execute(template.replace("NAME", name))


def checked_too_little(db, name, city):
    if not name.isalnum():
        raise ValueError(name)
    # ruleid: python.sql-string
    db.execute(f"SELECT * FROM users WHERE name = '{name}' AND city = '{city}'")


def logged_only(db, name):
    if ";" in name:
        print("odd name", name)
    # ruleid: python.sql-string
    db.execute("SELECT * FROM users WHERE name = '" + name + "'")


def quoted_list(db, names):
    wanted = ", ".join(f"'{name}'" for name in names)
    # ruleid: python.sql-string
    db.execute(f"SELECT id FROM users WHERE name IN ({wanted})")


def columns(db, changes, key):
    parts = ", ".join([f"{column} = ?" for column in changes])
    # ruleid: python.sql-string
    db.execute(f"UPDATE users SET {parts} WHERE id = ?", [*changes.values(), key])


def filters(db, wanted):
    clauses = []
    for name in wanted:
        clauses.append(f"name = '{name}'")
    # ruleid: python.sql-string
    db.execute("SELECT * FROM users WHERE " + " OR ".join(clauses))
