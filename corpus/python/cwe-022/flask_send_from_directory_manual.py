# seccoder-example: 1
# title: Download a product manual from a Flask route
# guideline: Serve user-named files with send_from_directory, which refuses paths outside it.
# cwe: CWE-22
# apis: flask.send_from_directory
# applies: flask, pathlib
# --- secure ---
from pathlib import Path

from flask import Flask, abort, send_from_directory

app = Flask(__name__)
MANUALS = Path(__file__).resolve().parent / "manuals"


@app.get("/manuals/<path:name>")
def download_manual(name):
    if not name.endswith(".pdf"):
        abort(404)
    return send_from_directory(MANUALS, name, as_attachment=True)
# --- vulnerable ---
from pathlib import Path

from flask import Flask, abort, send_file

app = Flask(__name__)
MANUALS = Path(__file__).resolve().parent / "manuals"


@app.get("/manuals/<path:name>")
def download_manual(name):
    if not name.endswith(".pdf"):
        abort(404)
    return send_file(MANUALS / name, as_attachment=True)
