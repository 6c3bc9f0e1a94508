# seccoder-example: 1
# title: Confirm a museum visit by a link sent in a mail
# guideline: Sign data that comes back in a link, with an age limit and a salt for its purpose.
# cwe: CWE-347
# apis: itsdangerous.URLSafeTimedSerializer.dumps, itsdangerous.URLSafeTimedSerializer.loads
# applies: flask, itsdangerous
# --- secure ---
import os

from flask import Flask, abort
from itsdangerous import BadData, URLSafeTimedSerializer

app = Flask(__name__)
links = URLSafeTimedSerializer(os.environ["LINK_KEY"], salt="confirm-visit")
confirmed: set[int] = set()


def confirmation_path(visit_id: int) -> str:
    return f"/visits/confirm/{links.dumps(visit_id)}"


# A page behind the mailed link posts here; mail scanners open links by themselves.
@app.post("/visits/confirm/<token>")
def confirm_visit(token: str):
    try:
        visit_id = links.loads(token, max_age=86400)
    except BadData:
        abort(404, "this link is not valid any more")
    confirmed.add(visit_id)
    return "", 204
# --- vulnerable ---
import base64
import json

from flask import Flask, abort

app = Flask(__name__)
confirmed: set[int] = set()


def confirmation_path(visit_id: int) -> str:
    token = base64.urlsafe_b64encode(json.dumps(visit_id).encode()).decode()
    return f"/visits/confirm/{token}"


# A page behind the mailed link posts here; mail scanners open links by themselves.
@app.post("/visits/confirm/<token>")
def confirm_visit(token: str):
    try:
        visit_id = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        abort(404, "this link is not valid any more")
    confirmed.add(visit_id)
    return "", 204
