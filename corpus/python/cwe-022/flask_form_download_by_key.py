# seccoder-example: 1
# title: Download a printable form chosen by key in Flask
# guideline: Map public keys to fixed file names so that no request text becomes a path.
# cwe: CWE-22
# apis: flask.send_file, flask.request.args.get
# applies: flask, pathlib
# --- secure ---
from pathlib import Path

from flask import Flask, abort, request, send_file

app = Flask(__name__)
FORM_DIR = Path(app.root_path) / "forms"
FORMS = {"travel": "travel-claim.pdf", "leave": "leave-request.pdf"}


@app.get("/forms")
def printable_form():
    try:
        form = FORM_DIR / FORMS[request.args.get("key", "")]
    except KeyError:
        abort(404, "unknown form")
    return send_file(form, mimetype="application/pdf")
# --- vulnerable ---
from pathlib import Path

from flask import Flask, abort, request, send_file

app = Flask(__name__)
FORM_DIR = Path(app.root_path) / "forms"


@app.get("/forms")
def printable_form():
    form = FORM_DIR / request.args.get("key", "")
    if not form.is_file():
        abort(404, "unknown form")
    return send_file(form, mimetype="application/pdf")
