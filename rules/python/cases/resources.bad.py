import bz2
import gzip
import os
import re
import socket
import sys
import tempfile
import zlib
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

import psycopg
import requests
from fastapi import FastAPI, HTTPException
from flask import abort, request
from starlette.responses import JSONResponse

ROOT_URLCONF = "shop.urls"
# ruleid: python.debug-settings
DEBUG = True
INSTALLED_APPS = ["shop"]
# ruleid: python.debug-settings
api = FastAPI(title="Shop", debug=True)


@api.get("/stock/{item}")
def stock(item: int):
    try:
        return {"left": count(item)}
    except psycopg.OperationalError as error:
        # ruleid: python.error-detail-raised
        raise HTTPException(status_code=500, detail=str(error))


@api.get("/rates")
async def rates():
    try:
        return requests.get("https://rates.example/", timeout=5).json()
    except Exception as problem:
        # ruleid: python.error-detail-raised
        return JSONResponse({"error": str(problem)}, status_code=502)


def forecast():
    try:
        return requests.get("https://sky.example/", timeout=5).json()
    except requests.RequestException as e:
        # ruleid: python.error-detail-raised
        abort(502, f"upstream said {e}")


def mail(conn):
    # ruleid: python.wire-debug-output
    conn.set_debuglevel(True)
    # ruleid: python.wire-debug-output
    http.client.HTTPConnection.debuglevel = 1


def ingest():
    # ruleid: python.unbounded-decompress
    text = gzip.decompress(request.data).decode()
    body = request.get_data()
    # ruleid: python.unbounded-decompress
    return text, zlib.decompress(body)


async def ingest_later(request):
    packed = await request.body()
    # ruleid: python.unbounded-decompress
    return bz2.decompress(packed)


def stage(data):
    # ruleid: python.leaked-descriptor
    fd, name = tempfile.mkstemp(suffix=".bin")
    with open(name, "wb") as out:
        out.write(data)
    # ruleid: python.leaked-descriptor
    other = tempfile.mkstemp()[1]
    Path(other).write_bytes(data)
    return name


def header(sock):
    data = b""
    # ruleid: python.endless-receive
    while len(data) < 16:
        data += sock.recv(16 - len(data))
    chunks = bytearray()
    # ruleid: python.endless-receive
    while len(chunks) < 4096:
        piece = sock.recv(512)
        chunks.extend(piece)
    return data, chunks


def report(host, text):
    with socket.create_connection((host, 4000), timeout=5) as link:
        # ruleid: python.partial-send
        link.send(text.encode())


def answer(peer: socket.socket, data):
    # ruleid: python.partial-send
    peer.send(data)


def kinds(name, host, text):
    # ruleid: python.ungrouped-alternatives
    if re.search(r"^jpeg|png|gif$", name):
        return "picture"
    # ruleid: python.ungrouped-alternatives
    roles = re.compile("^admin|[a-z]+-editor|reader$")
    # ruleid: python.open-ended-host-pattern
    if re.match(r"https?://(www\.)?bank\.example", host):
        return roles
    partner = re.compile(r"^https://[^/]+\.partner\.example")
    # ruleid: python.open-ended-host-pattern
    if partner.match(host):
        return "partner"
    # ruleid: python.nested-repeat
    words = re.match(r"^(\w+\s?)*$", text)
    # ruleid: python.nested-repeat
    if re.fullmatch(r"([0-9]+ ?)+", text):
        return "numbers"
    # ruleid: python.nested-repeat
    return words, re.compile(r"^(?:[0-9]+)+;")


def reserve(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        raise FileExistsError(path)
    # ruleid: python.exists-then-create
    with open(path, "w") as out:
        out.write("reserved")
    number = 0
    copy = f"{path}.{number}"
    while os.path.exists(copy):
        number += 1
        copy = f"{path}.{number}"
    # ruleid: python.exists-then-create
    return open(copy, "wb")


def scratch():
    work = os.path.join(tempfile.gettempdir(), "shop")
    # ruleid: python.shared-work-folder
    os.makedirs(work, exist_ok=True)
    # ruleid: python.shared-work-folder
    os.makedirs("/tmp/shop/pages", exist_ok=True)


def modules(name):
    # ruleid: python.working-folder-import
    sys.path.insert(0, os.getcwd())
    # ruleid: python.working-folder-import
    sys.path.insert(0, "./plugins")
    # ruleid: python.working-folder-import
    sys.path.append("")


def charge(price, row, text):
    # ruleid: python.truncated-money
    cents = int(price * 100)
    # ruleid: python.truncated-money
    cents += int(row["unit_price"] * 100)
    # ruleid: python.truncated-money
    return cents + int(float(text) * 100)


def results(conn: Connection):
    # ruleid: python.unpickled-message
    return conn.recv()


def serve(address):
    with Listener(address) as listener:
        with listener.accept() as peer:
            # ruleid: python.unpickled-message
            print(peer.recv())
    with Client(address) as link:
        # ruleid: python.unpickled-message
        print(link.recv())


def configure(service, key, value):
    steps = key.split(".")
    # ruleid: python.attribute-path
    for step in steps[:-1]:
        service = getattr(service, step)
    setattr(service, steps[-1], value)


def greet(user):
    # ruleid: python.attribute-pattern
    line = request.args["greeting"].format(user=user)
    pattern = request.form.get("pattern", "{user}")
    # ruleid: python.attribute-pattern
    return line, pattern.format_map({"user": user})
