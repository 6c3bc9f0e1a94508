# seccoder-example: 1
# title: Protect every route of an administration blueprint
# guideline: Authenticate in before_request, so that no route of the blueprint can be left open.
# cwe: CWE-306
# apis: flask.Blueprint.before_request, hmac.compare_digest
# applies: flask, sqlite3
# --- secure ---
import hmac
import sqlite3
from contextlib import closing

from flask import Blueprint, abort, current_app, request

cinema = Blueprint("cinema_admin", __name__, url_prefix="/admin")


@cinema.before_request
def require_admin_token() -> None:
    expected = f"Bearer {current_app.config['ADMIN_TOKEN']}"
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        abort(401)


@cinema.post("/screenings/<int:screening_id>/cancel")
def cancel_screening(screening_id: int):
    with closing(sqlite3.connect(current_app.config["DATABASE"])) as db, db:
        query = "UPDATE screening SET cancelled = 1 WHERE id = ?"
        if db.execute(query, (screening_id,)).rowcount == 0:
            abort(404)
    return "", 204
# --- vulnerable ---
import sqlite3
from contextlib import closing

from flask import Blueprint, abort, current_app

cinema = Blueprint("cinema_admin", __name__, url_prefix="/admin")


@cinema.post("/screenings/<int:screening_id>/cancel")
def cancel_screening(screening_id: int):
    with closing(sqlite3.connect(current_app.config["DATABASE"])) as db, db:
        query = "UPDATE screening SET cancelled = 1 WHERE id = ?"
        if db.execute(query, (screening_id,)).rowcount == 0:
            abort(404)
    return "", 204
