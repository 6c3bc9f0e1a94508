# A page that calls itself a PDF must not be stored as a page.
import sys
import types
from pathlib import Path

FOLDER = Path("instance").resolve()


class App:
    def __init__(self, name):
        self.instance_path = str(FOLDER)
        self.config = {}

    def post(self, rule):
        return lambda view: view


class Upload:
    """What a browser sends: name and type are the sender's."""

    def __init__(self, filename, mimetype, content):
        self.filename, self.mimetype, self.content = filename, mimetype, content

    def read(self):
        return self.content


class Refused(Exception):
    pass


def abort(code):
    raise Refused(code)


request = types.SimpleNamespace(files={})
flask = types.ModuleType("flask")
flask.Flask, flask.abort, flask.request = App, abort, request
sys.modules["flask"] = flask

from example import hand_in


def upload(*values):
    request.files = {"scan": Upload(*values)} if values else {}
    try:
        return hand_in(4)
    except Refused as refused:
        return str(refused)


def stored():
    return sorted(path.suffix for path in FOLDER.rglob("*") if path.is_file())


if sys.argv[1] == "benign":
    print(upload("page 1.pdf", "application/pdf", b"%PDF-1.7 ..."), stored())
    print(upload(), upload("notes.txt", "text/plain", b"hello"), stored())
else:
    upload("page.html", "application/pdf", b"<script>alert(1)</script>")
    upload("page.html", "application/pdf", b"%PDF-<script>alert(1)</script>")
    if set(stored()) - {".pdf"}:
        print("stored with these suffixes:", *stored())
        sys.exit(10)
