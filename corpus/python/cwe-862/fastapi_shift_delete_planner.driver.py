# A member who is no planner deletes a shift.
import sqlite3
import sys
import types
import typing


class Depends:
    def __init__(self, function):
        self.function = function


class HTTPException(Exception):
    pass


class Router:
    def delete(self, path, status_code):
        return lambda view: view


class Member(typing.NamedTuple):
    id: int
    roles: set


db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE shift (id INTEGER)")
db.execute("CREATE TABLE history (shift INTEGER, what TEXT, member INTEGER)")
db.execute("INSERT INTO shift VALUES (1), (2)")
caller = None


def module(name, **members):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(members)


module("fastapi", APIRouter=Router, Depends=Depends, HTTPException=HTTPException)
module("roster")
module(
    "roster.security", Member=Member, current_member=lambda: caller, database=lambda: db
)

import example


def call(function, **known):
    """Resolve the dependencies of a function and call it, as FastAPI does."""
    hints = typing.get_type_hints(function, include_extras=True)
    hints.pop("return", None)
    for name, hint in hints.items():
        if name not in known:
            known[name] = call(hint.__metadata__[0].function)
    return function(**known)


def delete(member, shift):
    global caller
    caller = member
    try:
        return call(example.delete_shift, shift_id=shift)
    except HTTPException as error:
        return error.args


if sys.argv[1] == "benign":
    print(delete(Member(7, {"planner", "nurse"}), 2), delete(Member(7, {"planner"}), 9))
    print(db.execute("SELECT * FROM shift").fetchall(), db.execute("SELECT * FROM history").fetchall())
else:
    delete(Member(8, {"nurse"}), 1)
    if db.execute("SELECT COUNT(*) FROM shift").fetchone() != (2,):
        print("a nurse deleted a shift")
        sys.exit(10)
