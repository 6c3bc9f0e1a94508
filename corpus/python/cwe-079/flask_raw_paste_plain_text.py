# seccoder-example: 1
# title: Serve the raw text of a paste in Flask
# guideline: Serve raw user text as text/plain with nosniff, never with the HTML default.
# cwe: CWE-79
# apis: flask.Response, flask.Response.headers
# applies: flask, pathlib
# --- secure ---
from pathlib import Path

from flask import Flask, Response, abort

app = Flask(__name__)
PASTES = Path(app.instance_path) / "pastes"


@app.get("/pastes/<int:paste_id>/raw")
def raw_paste(paste_id):
    try:
        content = (PASTES / f"{paste_id}.txt").read_bytes()
    except FileNotFoundError:
        abort(404)
    response = Response(content, mimetype="text/plain")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
# --- vulnerable ---
from pathlib import Path

from flask import Flask, Response, abort

app = Flask(__name__)
PASTES = Path(app.instance_path) / "pastes"


@app.get("/pastes/<int:paste_id>/raw")
def raw_paste(paste_id):
    try:
        content = (PASTES / f"{paste_id}.txt").read_bytes()
    except FileNotFoundError:
        abort(404)
    return Response(content)
