# A screening is cancelled by somebody who shows no token.
import sqlite3
import sys
import types
from contextlib import closing


class Stop(Exception):
    pass


class Blueprint:
    """Runs the hooks before a view, as Flask does."""

    def __init__(self, name, module, url_prefix):
        self.hooks, self.views = [], {}

    def before_request(self, hook):
        self.hooks.append(hook)
        return hook

    def post(self, path):
        return lambda view: self.views.setdefault(path, view)


def stop(status):
    raise Stop(status)


request = types.SimpleNamespace(headers={})
app = types.SimpleNamespace(config={"ADMIN_TOKEN": "of this run", "DATABASE": "cinema.db"})
sys.modules["flask"] = types.SimpleNamespace(
    Blueprint=Blueprint, abort=stop, current_app=app, request=request
)

import example


def cancel(screening, headers):
    request.headers = headers
    try:
        for hook in example.cinema.hooks:
            hook()
        (view,) = example.cinema.views.values()
        return view(screening_id=screening)
    except Stop as answer:
        return str(answer)


def cancelled():
    with closing(sqlite3.connect("cinema.db")) as db:
        return [row[0] for row in db.execute("SELECT id FROM screening WHERE cancelled ORDER BY id")]


with closing(sqlite3.connect("cinema.db")) as db, db:
    db.execute("CREATE TABLE screening (id INTEGER PRIMARY KEY, cancelled INTEGER DEFAULT 0)")
    db.execute("INSERT INTO screening (id) VALUES (1), (2)")
admin = {"Authorization": "Bearer of this run"}
if sys.argv[1] == "benign":
    print(cancel(2, admin), cancel(9, admin), cancelled())
else:
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer guess"}):
        cancel(1, headers)
    if cancelled():
        print("cancelled without a token:", cancelled())
        sys.exit(10)
