# seccoder-example: 1
# title: Copy a product photo from a supplier in Flask with requests
# guideline: Fetch submitted addresses from listed hosts only, and do not follow redirects off them.
# cwe: CWE-918
# apis: requests.get, urllib.parse.urlsplit
# applies: flask, requests
# --- secure ---
from pathlib import Path
from urllib.parse import urlsplit

import requests
from flask import Flask, abort, request
from urllib3.exceptions import HTTPError

app = Flask(__name__)
PHOTOS = Path(app.instance_path) / "photos"
SUPPLIERS = {"img.oakworks.example", "cdn.lampshop.example"}
MAX_BYTES = 5_000_000


@app.put("/products/<int:product_id>/photo")
def copy_photo(product_id):
    url = request.form.get("url", "")
    try:
        parts = urlsplit(url)
    except ValueError:
        abort(400)
    if parts.scheme != "https" or parts.netloc not in SUPPLIERS:
        abort(400, "unknown supplier")
    try:
        with requests.get(parts.geturl(), timeout=10, allow_redirects=False, stream=True) as answer:
            photo = answer.raw.read(MAX_BYTES + 1, decode_content=True)
    except (requests.RequestException, HTTPError):
        abort(502)
    if answer.status_code != 200 or len(photo) > MAX_BYTES:
        abort(502)
    (PHOTOS / f"{product_id}.jpg").write_bytes(photo)
    return {"size": len(photo)}, 201
# --- vulnerable ---
from pathlib import Path
from urllib.parse import urlsplit

import requests
from flask import Flask, abort, request
from urllib3.exceptions import HTTPError

app = Flask(__name__)
PHOTOS = Path(app.instance_path) / "photos"
MAX_BYTES = 5_000_000


@app.put("/products/<int:product_id>/photo")
def copy_photo(product_id):
    url = request.form.get("url", "")
    try:
        parts = urlsplit(url)
    except ValueError:
        abort(400)
    if parts.scheme != "https":
        abort(400, "unknown supplier")
    try:
        with requests.get(parts.geturl(), timeout=10, stream=True) as answer:
            photo = answer.raw.read(MAX_BYTES + 1, decode_content=True)
    except (requests.RequestException, HTTPError):
        abort(502)
    if answer.status_code != 200 or len(photo) > MAX_BYTES:
        abort(502)
    (PHOTOS / f"{product_id}.jpg").write_bytes(photo)
    return {"size": len(photo)}, 201
