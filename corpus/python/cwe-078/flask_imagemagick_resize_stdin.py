# seccoder-example: 1
# title: Resize an uploaded PNG with ImageMagick in Flask
# guideline: Validate option values, pass a list to subprocess and feed the upload by stdin.
# cwe: CWE-78
# apis: subprocess.run, re.fullmatch
# applies: flask, subprocess, imagemagick
# --- secure ---
import re
import subprocess

from flask import Flask, Response, abort, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 5_000_000
LIMITS = ["-limit", "width", "4000", "-limit", "height", "4000"]


@app.post("/avatar")
def resize_avatar():
    upload = request.files.get("image")
    size = request.form.get("size", "128x128")
    if upload is None or not re.fullmatch(r"[1-9][0-9]{1,2}x[1-9][0-9]{1,2}", size):
        abort(400)
    # The png: prefix stops ImageMagick from choosing another decoder.
    result = subprocess.run(
        ["magick", *LIMITS, "png:-", "-resize", size, "png:-"],
        input=upload.read(),
        capture_output=True,
        timeout=20,
    )
    if result.returncode != 0:
        abort(422, "not a valid PNG image")
    return Response(result.stdout, mimetype="image/png")
# --- vulnerable ---
import subprocess

from flask import Flask, Response, abort, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 5_000_000
LIMITS = ["-limit", "width", "4000", "-limit", "height", "4000"]


@app.post("/avatar")
def resize_avatar():
    upload = request.files.get("image")
    size = request.form.get("size", "128x128")
    if upload is None:
        abort(400)
    result = subprocess.run(
        f"magick {' '.join(LIMITS)} png:- -resize {size} png:-",
        shell=True,
        input=upload.read(),
        capture_output=True,
        timeout=20,
    )
    if result.returncode != 0:
        abort(422, "not a valid PNG image")
    return Response(result.stdout, mimetype="image/png")
