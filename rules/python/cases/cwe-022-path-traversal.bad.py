import os
import re
import shutil
from pathlib import Path

from flask import Flask, abort, request, send_file, send_from_directory

app = Flask(__name__)
BASE = "/srv/files/"


@app.route("/read")
def read():
    name = request.args.get("name")
    # ruleid: python.path-traversal
    with open(BASE + name) as f:
        return f.read()


@app.route("/files/<path:name>")
def files(name):
    # ruleid: python.path-traversal
    return send_file(os.path.join(BASE, name))


@app.route("/exists")
def exists():
    path = os.path.join(BASE, request.args["name"])
    if not os.path.exists(path):
        abort(404)
    # ruleid: python.path-traversal
    return send_file(path)


@app.route("/normalised")
def normalised():
    # Normalising alone proves nothing.
    path = os.path.normpath(os.path.join(BASE, request.args["name"]))
    # ruleid: python.path-traversal
    return open(path).read()


@app.route("/prefix")
def prefix():
    # The prefix of a path that still holds ".." proves nothing either.
    path = os.path.join(BASE, request.args["name"])
    if not path.startswith(BASE):
        abort(403)
    # ruleid: python.path-traversal
    return open(path).read()


@app.route("/warned")
def warned():
    path = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if not path.startswith(BASE):
        print("outside", path)
    # ruleid: python.path-traversal
    return open(path).read()


@app.route("/inside")
def inside():
    path = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if path.startswith(BASE):
        print("inside", path)
    # ruleid: python.path-traversal
    return open(path).read()


@app.route("/dots")
def dots():
    # An absolute name replaces the folder.
    name = request.args["name"]
    if ".." in name:
        abort(400)
    # ruleid: python.path-traversal
    return send_file(os.path.join(BASE, name))


@app.route("/root")
def root():
    name = request.args["name"]
    if os.path.isabs(name):
        return "no", 400
    # ruleid: python.path-traversal
    return send_file(os.path.join(BASE, name))


@app.route("/removed")
def removed():
    name = request.args["name"].replace("../", "")
    # ruleid: python.path-traversal
    return open(BASE + name).read()


@app.route("/suffix")
def suffix():
    name = request.args["name"]
    if not name.endswith(".txt"):
        abort(400)
    # ruleid: python.path-traversal
    return open(f"{BASE}/{name}").read()


@app.post("/upload")
def upload():
    file = request.files["file"]
    # ruleid: python.path-traversal
    file.save(os.path.join(BASE, file.filename))
    return "ok"


@app.post("/delete")
def delete():
    # ruleid: python.path-traversal
    os.remove("/srv/files/%s" % request.form["name"])
    return "ok"


@app.route("/pathlib")
def pathlib_read():
    path = Path(BASE) / request.args["name"]
    # ruleid: python.path-traversal
    return path.read_text()


@app.route("/folder")
def folder():
    # ruleid: python.path-traversal
    return send_from_directory(request.args["folder"], "index.html")


@app.route("/loose")
def loose():
    name = request.args["name"]
    if not re.match(r"[\w./]+$", name):
        abort(400)
    # ruleid: python.path-traversal
    return open(BASE + name).read()


def load(base, name):
    # ruleid: python.path-traversal
    with open(os.path.join(base, name)) as f:
        return f.read()


def remove_user_folder(user):
    # ruleid: python.path-traversal
    shutil.rmtree("/srv/users/" + user)


@app.route("/shelf/<int:number>/<name>")
def shelf(number, name):
    # ruleid: python.path-traversal
    return send_file(f"{BASE}{number}/{name}")


def unpack(bundle, spool):
    for entry in bundle.infolist():
        # ruleid: python.path-traversal
        (spool / entry.filename).write_bytes(bundle.read(entry))


def unpack_names(bundle, spool):
    for name in bundle.namelist():
        # ruleid: python.path-traversal
        with open(spool + "/" + name, "wb") as out:
            out.write(bundle.read(name))
