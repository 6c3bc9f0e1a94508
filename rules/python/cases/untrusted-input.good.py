import ast
import json
import logging
from urllib.parse import urlparse

import requests
import yaml
from flask import Flask, abort, redirect, request, url_for

app = Flask(__name__)
HOSTS = {"api.example.org", "cdn.example.org"}


@app.route("/sum")
def total():
    # ok: python.eval-input
    return str(ast.literal_eval(request.args["numbers"]))


def constant():
    # ok: python.eval-input
    return eval("1 + 1")


@app.post("/state")
def state():
    # ok: python.unsafe-load
    return json.loads(request.data)


def settings(path):
    with open(path) as f:
        # ok: python.unsafe-load
        return yaml.load(f, Loader=yaml.SafeLoader)


def settings_again(text):
    # ok: python.unsafe-load
    return yaml.safe_load(text)


@app.route("/go")
def go():
    # ok: python.open-redirect
    return redirect(url_for("user", name=request.args["name"]))


@app.route("/own")
def own():
    # ok: python.open-redirect
    return redirect("/users/" + request.args["name"])


@app.route("/next")
def following():
    target = request.args["next"]
    if urlparse(target).netloc not in ("", "www.example.org"):
        abort(400)
    # ok: python.open-redirect
    return redirect(target)


@app.route("/known")
def known():
    target = request.args["next"]
    if target in ("/home", "/cart"):
        # ok: python.open-redirect
        return redirect(target)
    return redirect("/")


@app.route("/fetch")
def fetch():
    url = request.args["url"]
    parsed = urlparse(url)
    if parsed.scheme != "https" or parsed.hostname not in HOSTS:
        abort(400)
    # ok: python.request-forgery
    return requests.get(url, timeout=5).text


@app.route("/item")
def item():
    # ok: python.request-forgery
    return requests.get("https://api.example.org/items/" + request.args["id"], timeout=5).text


@app.route("/item2")
def item2():
    number = request.args["id"]
    # ok: python.request-forgery
    return requests.get(f"https://api.example.org/items/{number}", timeout=5).text


@app.route("/parameter")
def parameter():
    # ok: python.request-forgery
    return requests.get("https://api.example.org/", params={"q": request.args["q"]}, timeout=5).text


@app.route("/log")
def log():
    name = request.args["name"]
    # ok: python.log-forging
    logging.info("login of %r", name)
    # ok: python.log-forging
    logging.info("login of " + name.replace("\n", " "))
    # ok: python.log-forging
    app.logger.error("login failed")
    return "ok"


def find(tree, name):
    # ok: python.xpath-string
    return tree.xpath("//user[@name=$name]", name=name)
