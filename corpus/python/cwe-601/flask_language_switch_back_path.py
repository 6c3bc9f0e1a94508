# seccoder-example: 1
# title: Return to the former page after choosing a language in Flask
# guideline: Redirect only to a path that matches a strict pattern of own pages, or else to a default.
# cwe: CWE-601
# apis: flask.redirect, re.Pattern.fullmatch
# applies: flask
# --- secure ---
import re

from flask import Flask, abort, redirect, request

app = Flask(__name__)
LANGUAGES = {"cs", "en", "pl"}
OWN_PATH = re.compile(r"/(?:[A-Za-z0-9_-][A-Za-z0-9_/?=&-]*)?")


@app.get("/language/<code>")
def choose_language(code):
    if code not in LANGUAGES:
        abort(404)
    back = request.args.get("back", "/")
    if not OWN_PATH.fullmatch(back):
        back = "/"
    response = redirect(back)
    response.set_cookie(
        "language", code, secure=True, httponly=True, samesite="Lax"
    )
    return response
# --- vulnerable ---
from flask import Flask, abort, redirect, request

app = Flask(__name__)
LANGUAGES = {"cs", "en", "pl"}


@app.get("/language/<code>")
def choose_language(code):
    if code not in LANGUAGES:
        abort(404)
    back = request.args.get("back", "/")
    response = redirect(back)
    response.set_cookie(
        "language", code, secure=True, httponly=True, samesite="Lax"
    )
    return response
