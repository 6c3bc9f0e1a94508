# A confirmation link is made up for a visit that somebody else asked for.
import base64
import hashlib
import hmac
import json
import os
import sys
import types


class Stop(Exception):
    pass


class App:
    def __init__(self, name):
        pass

    def post(self, path):
        return lambda view: view


def stop(status, text=""):
    raise Stop(status)


class BadData(Exception):
    pass


class Serializer:
    """Payload and tag, without the time stamp that this proof does not need."""

    def __init__(self, key, salt):
        self.key = hashlib.sha256((salt + key).encode()).digest()

    def tag(self, body):
        return hmac.new(self.key, body.encode(), "sha256").hexdigest()

    def dumps(self, value):
        body = base64.urlsafe_b64encode(json.dumps(value).encode()).decode()
        return f"{body}.{self.tag(body)}"

    def loads(self, token, max_age):
        body, _, tag = token.rpartition(".")
        if not hmac.compare_digest(self.tag(body), tag):
            raise BadData
        return json.loads(base64.urlsafe_b64decode(body))


sys.modules["flask"] = types.SimpleNamespace(Flask=App, abort=stop)
sys.modules["itsdangerous"] = types.SimpleNamespace(
    BadData=BadData, URLSafeTimedSerializer=Serializer
)
os.environ["LINK_KEY"] = "for this run"

import example


def visit(token):
    try:
        return example.confirm_visit(token)
    except Stop as answer:
        return str(answer)


if sys.argv[1] == "benign":
    print(visit(example.confirmation_path(12).rpartition("/")[2]), example.confirmed)
    print(visit("A"), example.confirmed)
else:
    body = base64.urlsafe_b64encode(b"99").decode()
    for token in (body, body + ".", body + "." + "0" * 64):
        visit(token)
    if 99 in example.confirmed:
        print("a visit was confirmed without its mail")
        sys.exit(10)
