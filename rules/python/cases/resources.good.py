import os
import re
import socket
import sys
import tempfile
import zlib
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
from fastapi import FastAPI, HTTPException
from flask import request

# ok: python.debug-settings
DEBUG = os.environ.get("SHOP_DEBUG") == "1"
INSTALLED_APPS = ["shop"]
# ok: python.debug-settings
api = FastAPI(title="Shop", debug=False)
FIELDS = {"screen.size", "screen.units"}


class OrderError(Exception):
    pass


@api.post("/orders/{number}")
def order(number: int):
    try:
        return place(number)
    except OrderError as error:
        # ok: python.error-detail-raised
        raise HTTPException(status_code=422, detail=str(error))
    except psycopg.Error as error:
        log.exception("order %d", number)
        # ok: python.error-detail-raised
        raise HTTPException(status_code=503, detail="try again later") from error


def mail(conn):
    # ok: python.wire-debug-output
    conn.set_debuglevel(0)


def ingest(path):
    inflater = zlib.decompressobj()
    # ok: python.unbounded-decompress
    data = inflater.decompress(request.get_data(), 65536)
    # ok: python.unbounded-decompress
    return data, zlib.decompress(Path(path).read_bytes())


def stage(data):
    # ok: python.leaked-descriptor
    fd, name = tempfile.mkstemp(suffix=".bin")
    with os.fdopen(fd, "wb") as out:
        out.write(data)
    # ok: python.leaked-descriptor
    fd, second = tempfile.mkstemp()
    os.close(fd)
    # ok: python.leaked-descriptor
    fd, third = tempfile.mkstemp()
    try:
        with open(fd, "wb") as out:
            out.write(data)
    except OSError:
        os.unlink(third)
        raise
    # ok: python.leaked-descriptor
    fd, fourth = tempfile.mkstemp()
    return fd, fourth


def header(sock):
    data = b""
    # ok: python.endless-receive
    while len(data) < 16:
        part = sock.recv(16 - len(data))
        if part == b"":
            raise EOFError
        data += part
    # ok: python.endless-receive
    while len(data) < 64:
        part = sock.recv(64 - len(data))
        if not part:
            break
        data += part
    return data


def report(host, text):
    with socket.create_connection((host, 4000), timeout=5) as link:
        # ok: python.partial-send
        link.sendall(text.encode())
        rest = memoryview(text.encode())
        while rest:
            # ok: python.partial-send
            sent = link.send(rest)
            rest = rest[sent:]
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.connect((host, 4001))
    # ok: python.partial-send
    datagrams.send(b"seen")


def kinds(name, host, text):
    # ok: python.ungrouped-alternatives
    if re.search(r"^(?:jpeg|png|gif)$", name):
        return "picture"
    # ok: python.ungrouped-alternatives
    trimmed = re.compile(r"^\s+|\s+$").sub("", text)
    # ok: python.ungrouped-alternatives
    if re.search(r"^one$|^two$|^three$", text):
        return trimmed
    # ok: python.open-ended-host-pattern
    if re.match(r"https://bank\.example(/|$)", host):
        return "bank"
    partner = re.compile(r"https://[a-z]+\.partner\.example")
    # ok: python.open-ended-host-pattern
    if partner.fullmatch(host):
        return "partner"
    # ok: python.nested-repeat
    words = re.match(r"^\w+(?:\s\w+)*$", text)
    # ok: python.nested-repeat
    numbers = re.compile(r"([0-9]+,)*[0-9]+")
    # ok: python.nested-repeat
    calls = re.compile(r"\([a-z]+\)+;")
    return words, numbers, calls


def reserve(folder, name):
    path = os.path.join(folder, name)
    # ok: python.exists-then-create
    with open(path, "x") as out:
        out.write("reserved")
    settings = os.path.join(folder, "settings")
    if os.path.exists(settings):
        # ok: python.exists-then-create
        return open(settings, "r")


def scratch():
    # ok: python.shared-work-folder
    os.makedirs("/srv/shop/pages", exist_ok=True)
    # ok: python.shared-work-folder
    return tempfile.mkdtemp()


def modules():
    # ok: python.working-folder-import
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), "plugins"))


def charge(price: Decimal, text, ratio):
    # ok: python.truncated-money
    cents = int(price * 100)
    amount = Decimal(text)
    # ok: python.truncated-money
    cents += int(amount * 100)
    # ok: python.truncated-money
    return cents, int(ratio * 100)


def results(conn: Connection, sock):
    # ok: python.unpickled-message
    first = conn.recv_bytes(4096)
    peer, address = sock.accept()
    # ok: python.unpickled-message
    return first, peer.recv(4096)


def configure(service, key, value):
    if key not in FIELDS:
        raise KeyError(key)
    steps = key.split(".")
    # ok: python.attribute-path
    for step in steps[:-1]:
        service = getattr(service, step)
    setattr(service, steps[-1], value)


def greet(user):
    name = request.args["name"]
    # ok: python.attribute-pattern
    return "Hello {name} of {user}".format(name=name, user=user)
