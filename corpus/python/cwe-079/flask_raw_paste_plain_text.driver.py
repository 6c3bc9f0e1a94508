# A paste that is itself a page must not reach the browser as HTML.
import sys
import tempfile
import types
from pathlib import Path

FOLDER = tempfile.mkdtemp(dir=".")


class App:
    def __init__(self, name):
        self.instance_path = FOLDER

    def get(self, rule):
        return lambda view: view


class Response:
    """Flask's defaults: a response without a type is text/html."""

    def __init__(self, response=None, status=200, mimetype="text/html"):
        self.data = response
        self.mimetype = mimetype
        self.headers = {}


def abort(code):
    raise SystemExit(f"abort {code}")


flask = types.ModuleType("flask")
flask.Flask = App
flask.Response = Response
flask.abort = abort
sys.modules["flask"] = flask

from example import raw_paste

pastes = Path(FOLDER) / "pastes"
pastes.mkdir()
(pastes / "1.txt").write_text("plain words\n")
(pastes / "2.txt").write_text("<script>alert(document.cookie)</script>\n")

if sys.argv[1] == "benign":
    print(raw_paste(1).data)
    try:
        raw_paste(3)
    except SystemExit as stop:
        print(stop)
else:
    answer = raw_paste(2)
    if answer.mimetype == "text/html" and b"<script>" in answer.data:
        print("a stored script is sent as", answer.mimetype)
        sys.exit(10)
