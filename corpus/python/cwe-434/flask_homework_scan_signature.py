# seccoder-example: 1
# title: Hand in a scanned homework as PDF in Flask
# guideline: Check the content's signature and give the file a suffix of your own choice.
# cwe: CWE-434
# apis: flask.request.files, pathlib.Path.write_bytes
# applies: flask, pathlib
# --- secure ---
from pathlib import Path
from uuid import uuid4

from flask import Flask, abort, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 8_000_000
HOMEWORK = Path(app.instance_path) / "homework"


@app.post("/classes/<int:class_id>/homework")
def hand_in(class_id):
    scan = request.files.get("scan")
    if scan is None:
        abort(400)
    content = scan.read()
    if not content.startswith(b"%PDF-"):
        abort(415)
    name = f"{class_id}-{uuid4().hex}.pdf"
    HOMEWORK.mkdir(parents=True, exist_ok=True)
    (HOMEWORK / name).write_bytes(content)
    return {"stored": len(content)}, 201
# --- vulnerable ---
from pathlib import Path
from uuid import uuid4

from flask import Flask, abort, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 8_000_000
HOMEWORK = Path(app.instance_path) / "homework"


@app.post("/classes/<int:class_id>/homework")
def hand_in(class_id):
    scan = request.files.get("scan")
    if scan is None:
        abort(400)
    content = scan.read()
    if scan.mimetype != "application/pdf":
        abort(415)
    name = f"{class_id}-{uuid4().hex}{Path(scan.filename).suffix}"
    HOMEWORK.mkdir(parents=True, exist_ok=True)
    (HOMEWORK / name).write_bytes(content)
    return {"stored": len(content)}, 201
