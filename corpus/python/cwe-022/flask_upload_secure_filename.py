# seccoder-example: 1
# title: Store an uploaded attachment in Flask
# guideline: Clean the client's file name with secure_filename before using it in a path.
# cwe: CWE-22
# apis: werkzeug.utils.secure_filename, werkzeug.datastructures.FileStorage.save
# applies: flask, werkzeug
# --- secure ---
from pathlib import Path
from uuid import uuid4

from flask import Flask, abort, request
from werkzeug.utils import secure_filename

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 10 * 1024 * 1024
UPLOADS = Path(app.instance_path) / "uploads"
ALLOWED = {".pdf", ".png", ".txt"}


@app.post("/attachments")
def upload_attachment():
    upload = request.files.get("file")
    name = secure_filename(upload.filename or "") if upload else ""
    if Path(name).suffix.lower() not in ALLOWED:
        abort(400, "unsupported file")
    # A fresh folder keeps one upload from overwriting another.
    folder = UPLOADS / uuid4().hex
    folder.mkdir(parents=True)
    upload.save(folder / name)
    return {"id": folder.name, "name": name}, 201
# --- vulnerable ---
from pathlib import Path
from uuid import uuid4

from flask import Flask, abort, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 10 * 1024 * 1024
UPLOADS = Path(app.instance_path) / "uploads"
ALLOWED = {".pdf", ".png", ".txt"}


@app.post("/attachments")
def upload_attachment():
    upload = request.files.get("file")
    name = upload.filename or "" if upload else ""
    if Path(name).suffix.lower() not in ALLOWED:
        abort(400, "unsupported file")
    # A fresh folder keeps one upload from overwriting another.
    folder = UPLOADS / uuid4().hex
    folder.mkdir(parents=True)
    upload.save(folder / name)
    return {"id": folder.name, "name": name}, 201
