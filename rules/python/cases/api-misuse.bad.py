import hashlib
import os
import pickle
import random
import ssl
import stat
import string
import tempfile
import traceback

import jwt
import paramiko
import requests
from Crypto.Cipher import AES, ARC4, DES
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import Flask, request
from lxml import etree

app = Flask(__name__)


def digest(data, password):
    # ruleid: python.weak-hash
    hashlib.md5(data)
    # ruleid: python.weak-hash
    hashlib.new("sha1", data)
    # ruleid: python.fast-password-hash
    return hashlib.sha256(password.encode()).hexdigest()


def encrypt(key, data):
    # ruleid: python.weak-cipher
    DES.new(key, DES.MODE_CBC)
    # ruleid: python.weak-cipher
    ARC4.new(key)
    # ruleid: python.weak-cipher
    AES.new(key, AES.MODE_ECB)
    # ruleid: python.weak-cipher
    return Cipher(algorithms.AES(key), modes.ECB())


def key():
    # ruleid: python.weak-key
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def session():
    # ruleid: python.predictable-secret
    token = "".join(random.choice(string.ascii_letters) for _ in range(32))
    # ruleid: python.predictable-secret
    reset_code = random.randint(100000, 999999)
    return token, reset_code


# ruleid: python.predictable-secret
def make_password(length):
    return "".join(random.choices(string.printable, k=length))


def fetch(url, client):
    # ruleid: python.unverified-certificate
    requests.get(url, verify=False)
    # ruleid: python.unverified-certificate
    context = ssl._create_unverified_context()
    # ruleid: python.unverified-certificate
    context.check_hostname = False
    # ruleid: python.unverified-certificate
    context.verify_mode = ssl.CERT_NONE
    # ruleid: python.unverified-certificate
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())


def claims(token, key):
    # ruleid: python.unverified-token
    jwt.decode(token, key, options={"verify_signature": False})
    # ruleid: python.unverified-token
    return jwt.decode(token, key, algorithms=["HS256", "none"])


def scratch(name):
    # ruleid: python.temporary-name
    path = tempfile.mktemp()
    # ruleid: python.temporary-name
    open("/tmp/report.txt", "w").close()
    # ruleid: python.temporary-name
    with open(f"/tmp/{name}.txt", "w") as f:
        f.write("x")
    # ruleid: python.temporary-name
    with open(os.path.join(tempfile.gettempdir(), "out"), "wb") as f:
        f.write(b"x")
    return path


def publish(path):
    # ruleid: python.open-permissions
    os.chmod(path, 0o777)
    # ruleid: python.open-permissions
    os.chmod(path, 0o666)
    # ruleid: python.open-permissions
    os.chmod(path, stat.S_IRUSR | stat.S_IWOTH)
    # ruleid: python.open-permissions
    os.umask(0)


def login(connect, given):
    # ruleid: python.written-secret
    password = "hunter22"
    # ruleid: python.written-secret
    connect(host="db", password="s3cr3t-value")
    # ruleid: python.written-secret
    app.config["SECRET_KEY"] = "a-fixed-key-of-ours"
    # ruleid: python.written-secret
    return jwt.encode({"user": given}, "a-fixed-key", algorithm="HS256"), password


def xml(path, text):
    # ruleid: python.xml-entities
    etree.parse(path)
    # ruleid: python.xml-entities
    etree.fromstring(text)
    # ruleid: python.xml-entities
    parser = etree.XMLParser(resolve_entities=True)
    return etree.fromstring(text, parser)


@app.route("/fail")
def fail():
    try:
        return str(1 / int(request.args["by"]))
    except ZeroDivisionError:
        # ruleid: python.error-details
        return traceback.format_exc(), 500
    except Exception as error:
        # ruleid: python.error-details
        return "failed: " + str(error), 500


def update(user, data):
    # ruleid: python.mass-assignment
    for name, value in data.items():
        setattr(user, name, value)


# ruleid: python.debug-server
app.run(host="0.0.0.0", debug=True)
