import logging
import pickle
import urllib.request

import requests
import yaml
from flask import Flask, redirect, request
from lxml import etree

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.route("/sum")
def total():
    # ruleid: python.eval-input
    return str(eval(request.args["expression"]))


def run(source):
    # ruleid: python.eval-input
    exec(source)


@app.post("/state")
def state():
    # ruleid: python.unsafe-load
    return pickle.loads(request.data)


def settings(path):
    with open(path) as f:
        # ruleid: python.unsafe-load
        return yaml.load(f, Loader=yaml.Loader)


def settings_again(text):
    # ruleid: python.unsafe-load
    return yaml.unsafe_load(text)


@app.route("/go")
def go():
    # ruleid: python.open-redirect
    return redirect(request.args.get("next", "/"))


@app.route("/next")
def following():
    target = request.args["next"]
    # "//evil.example" starts with a slash, too.
    if target.startswith("/"):
        # ruleid: python.open-redirect
        return redirect(target)
    return redirect("/")


@app.route("/fetch")
def fetch():
    # ruleid: python.request-forgery
    return requests.get(request.args["url"], timeout=5).text


@app.route("/image")
def image():
    host = request.args["host"]
    # ruleid: python.request-forgery
    return urllib.request.urlopen("http://" + host + "/logo.png").read()


@app.route("/scheme")
def scheme():
    url = request.args["url"]
    if not url.startswith("https://"):
        return "bad", 400
    # ruleid: python.request-forgery
    return requests.get(url, timeout=5).text


@app.route("/log")
def log():
    name = request.args["name"]
    # ruleid: python.log-forging
    logging.info("login of " + name)
    # ruleid: python.log-forging
    logger.warning("failed for %s", name)
    # ruleid: python.log-forging
    app.logger.error(f"no such user: {name}")
    return "ok"


def find(tree, name):
    # ruleid: python.xpath-string
    return tree.xpath("//user[@name='" + name + "']")
