import os
import re
import uuid
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse
from flask import Flask, abort, request, send_file, send_from_directory
from werkzeug.utils import safe_join, secure_filename

app = Flask(__name__)
BASE = "/srv/files/"
PAGES = {"home": "home.html", "about": "about.html"}


@app.route("/joined")
def joined():
    path = safe_join(BASE, request.args["name"])
    if path is None:
        abort(404)
    # ok: python.path-traversal
    return send_file(path)


@app.route("/directory")
def directory():
    # ok: python.path-traversal
    return send_from_directory(BASE, request.args["name"])


@app.route("/steps")
def steps():
    path = os.path.join(BASE, request.args["name"])
    path = os.path.abspath(path)
    if not path.startswith(BASE):
        return "outside", 403
    # ok: python.path-traversal
    return open(path).read()


@app.route("/positive")
def positive():
    path = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if path.startswith(BASE) and os.path.isfile(path):
        # ok: python.path-traversal
        with open(path) as f:
            return f.read()
    return "not found", 404


@app.route("/inline")
def inline():
    path = os.path.join(BASE, request.args["name"])
    if not os.path.realpath(path).startswith(os.path.realpath(BASE)):
        abort(403)
    # ok: python.path-traversal
    return send_file(path)


@app.route("/common")
def common():
    path = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if os.path.commonpath([path, "/srv/files"]) != "/srv/files":
        raise PermissionError(path)
    # ok: python.path-traversal
    return send_file(path)


@app.route("/resolved")
def resolved():
    base = Path(BASE).resolve()
    path = (base / request.args["name"]).resolve()
    if not path.is_relative_to(base):
        abort(403)
    # ok: python.path-traversal
    return path.read_text()


@app.route("/parents")
def parents():
    base = Path(BASE).resolve()
    path = base.joinpath(request.args["name"]).resolve()
    if base not in path.parents:
        return "outside", 403
    # ok: python.path-traversal
    return send_file(path)


@app.route("/relative")
def relative():
    path = Path(BASE, request.args["name"]).resolve()
    try:
        path.relative_to(BASE)
    except ValueError:
        abort(403)
    # ok: python.path-traversal
    return path.read_bytes()


@app.route("/either")
def either():
    path = os.path.abspath(BASE + request.args["name"])
    if not os.path.isfile(path) or not path.startswith(BASE):
        return "not found", 404
    # ok: python.path-traversal
    return send_file(path)


@app.route("/dots")
def dots():
    name = request.args["name"]
    if ".." in name or name.startswith("/"):
        abort(400)
    # ok: python.path-traversal
    return send_file(os.path.join(BASE, name))


@app.route("/dots_and_text")
def dots_and_text():
    name = request.args["name"]
    if ".." in name:
        abort(400)
    # ok: python.path-traversal
    return send_file("/srv/files/" + name)


@app.route("/base")
def base():
    # ok: python.path-traversal
    return open(os.path.join(BASE, os.path.basename(request.args["name"]))).read()


@app.route("/slash")
def slash():
    name = request.args["name"]
    if "/" in name or name in (".", ".."):
        abort(400)
    # ok: python.path-traversal
    return open(os.path.join(BASE, name)).read()


@app.post("/upload")
def upload():
    file = request.files["file"]
    # ok: python.path-traversal
    file.save(os.path.join(BASE, secure_filename(file.filename)))
    return "ok"


@app.post("/fresh")
def fresh():
    # ok: python.path-traversal
    request.files["file"].save(os.path.join(BASE, uuid.uuid4().hex))
    return "ok"


@app.route("/page")
def page():
    # ok: python.path-traversal
    return open(os.path.join(BASE, PAGES[request.args["page"]])).read()


@app.route("/listed")
def listed():
    name = request.args["name"]
    if name not in os.listdir(BASE):
        abort(404)
    # ok: python.path-traversal
    return open(os.path.join(BASE, name)).read()


@app.route("/letters")
def letters():
    name = request.args["name"]
    if not re.fullmatch(r"[A-Za-z0-9_-]+\.txt", name):
        abort(400)
    # ok: python.path-traversal
    return open(os.path.join(BASE, name)).read()


@app.route("/number")
def number():
    # ok: python.path-traversal
    return open(f"/srv/files/{int(request.args['number'])}.txt").read()


def load(path):
    # ok: python.path-traversal
    with open(path) as f:
        return f.read()


def read_settings(folder):
    # ok: python.path-traversal
    return open(os.path.join(folder, "settings.ini")).read()


def confined(base, name):
    path = os.path.realpath(os.path.join(base, name))
    if os.path.commonpath([os.path.realpath(base), path]) != os.path.realpath(base):
        raise ValueError("outside")
    # ok: python.path-traversal
    return open(path)


@app.route("/shelf/<int:number>")
def shelf(number):
    # ok: python.path-traversal
    return send_file(f"{BASE}{number}.txt")


def stored(request):
    storage = FileSystemStorage(location=BASE)
    # ok: python.path-traversal
    return FileResponse(storage.open(request.GET["name"]))


def stored_by_default(request):
    # ok: python.path-traversal
    return FileResponse(default_storage.open(request.GET["name"]))


def plain_name(name: str):
    if Path(name).name != name:
        raise ValueError(name)
    # ok: python.path-traversal
    return (Path(BASE) / name).read_text()


def letters_only(name: str):
    if not name.isalnum():
        raise ValueError(name)
    # ok: python.path-traversal
    return open(os.path.join(BASE, name)).read()


def unpack(bundle, spool):
    for entry in bundle.infolist():
        # ok: python.path-traversal
        (spool / Path(entry.filename).name).write_bytes(bundle.read(entry))
