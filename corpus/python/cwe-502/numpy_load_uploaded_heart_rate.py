# seccoder-example: 1
# title: Summarise heart-rate samples uploaded as a NumPy file in Flask
# guideline: Load arrays of others with allow_pickle=False, and accept plain numeric data only.
# cwe: CWE-502
# apis: numpy.load
# applies: flask, numpy
# --- secure ---
import zipfile

import numpy as np
from flask import Flask, abort, jsonify, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 4 * 1024 * 1024


@app.post("/heart-rate")
def summarise_heart_rate():
    upload = request.files.get("samples")
    if upload is None:
        abort(400)
    try:
        samples = np.load(upload.stream, allow_pickle=False)
    except (ValueError, EOFError, OSError, zipfile.BadZipFile):
        abort(422, "not a NumPy array file")
    if not isinstance(samples, np.ndarray) or samples.dtype.kind not in "iuf":
        abort(422, "not an array of numbers")
    if samples.size == 0 or not np.isfinite(samples).all():
        abort(422, "samples are missing")
    return jsonify(mean=float(samples.mean()), peak=float(samples.max()))
# --- vulnerable ---
import zipfile

import numpy as np
from flask import Flask, abort, jsonify, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 4 * 1024 * 1024


@app.post("/heart-rate")
def summarise_heart_rate():
    upload = request.files.get("samples")
    if upload is None:
        abort(400)
    try:
        samples = np.load(upload.stream, allow_pickle=True)
    except (ValueError, EOFError, OSError, zipfile.BadZipFile):
        abort(422, "not a NumPy array file")
    if not isinstance(samples, np.ndarray) or samples.dtype.kind not in "iuf":
        abort(422, "not an array of numbers")
    if samples.size == 0 or not np.isfinite(samples).all():
        abort(422, "samples are missing")
    return jsonify(mean=float(samples.mean()), peak=float(samples.max()))
