import hashlib
import logging
import os
import random
import secrets
import ssl
import tempfile

import jwt
import requests
from Crypto.Cipher import AES
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, request
from lxml import etree

app = Flask(__name__)


def digest(data, password, salt):
    # ok: python.weak-hash
    hashlib.sha256(data)
    # ok: python.weak-hash
    hashlib.md5(data, usedforsecurity=False)
    # ok: python.fast-password-hash
    hashlib.sha256(data)
    # ok: python.fast-password-hash
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600000)


def encrypt(key, data):
    # ok: python.weak-cipher
    return AES.new(key, AES.MODE_GCM).encrypt_and_digest(data)


def key():
    # ok: python.weak-key
    return rsa.generate_private_key(public_exponent=65537, key_size=3072)


def session(words):
    # ok: python.predictable-secret
    token = secrets.token_urlsafe(32)
    # ok: python.predictable-secret
    word = random.choice(words)
    return token, word


def fetch(url):
    # ok: python.unverified-certificate
    requests.get(url, timeout=5, verify="/etc/ssl/own.pem")
    # ok: python.unverified-certificate
    return ssl.create_default_context()


def claims(token, key):
    # ok: python.unverified-token
    return jwt.decode(token, key, algorithms=["HS256"])


def scratch():
    # ok: python.temporary-name
    handle, path = tempfile.mkstemp()
    # ok: python.temporary-name
    with tempfile.NamedTemporaryFile("w") as f:
        f.write("x")
    # ok: python.temporary-name
    with open("/tmp/report.txt") as f:
        f.read()
    # ok: python.temporary-name
    with open(path, "w") as f:
        f.write("x")
    return handle


def publish(path):
    # ok: python.open-permissions
    os.chmod(path, 0o600)
    # ok: python.open-permissions
    os.chmod(path, 0o755)
    # ok: python.open-permissions
    os.umask(0o077)


def login(connect):
    # ok: python.written-secret
    password = os.environ["DB_PASSWORD"]
    # ok: python.written-secret
    connect(host="db", password=password)
    # ok: python.written-secret
    app.config["SECRET_KEY"] = os.urandom(32)
    # ok: python.written-secret
    prompt = connect(password="")
    return prompt


def xml(path, text):
    # ok: python.xml-entities
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    # ok: python.xml-entities
    return etree.parse(path, parser), etree.fromstring(text, parser=parser)


@app.route("/fail")
def fail():
    try:
        return str(1 / int(request.args["by"]))
    except Exception as error:
        logging.exception("failed: %s", error)
        # ok: python.error-details
        return "failed", 500


def update(user, data):
    # ok: python.mass-assignment
    for name, value in data.items():
        if name in ("city", "phone"):
            setattr(user, name, value)


# ok: python.debug-server
app.run(port=8000)
