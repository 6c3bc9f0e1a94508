import asyncio
import base64
import ftplib
import hashlib
import hmac
import imaplib
import smtplib
import ssl
import urllib.request

import bcrypt
import flask_cors
import jwt
from Crypto.Cipher import AES
from Crypto.Protocol.KDF import PBKDF2
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import UpdateView
from fastapi import FastAPI
from flask import Flask, make_response, request
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware

from shop.models import User, db

VECTOR = b"\x00" * 16
app = Flask(__name__)
api = FastAPI()
desk = FastAPI()


def hook(secret, body, given):
    mine = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    # ruleid: python.timing-compare
    if given == mine:
        return True
    # ruleid: python.timing-compare
    return hmac.digest(secret, body, "sha1").hex() != given


def stretch(phrase, salt):
    # ruleid: python.cheap-key-derivation
    one = hashlib.pbkdf2_hmac("sha256", phrase, salt, 4096)
    # ruleid: python.cheap-key-derivation
    two = PBKDF2HMAC(algorithm=None, length=32, salt=salt, iterations=10_000)
    # ruleid: python.cheap-key-derivation
    three = PBKDF2(phrase, salt, 32)
    # ruleid: python.cheap-key-derivation
    four = hashlib.scrypt(phrase, salt=salt, n=1024, r=8, p=1)
    # ruleid: python.cheap-key-derivation
    five = bcrypt.gensalt(rounds=4)
    return one, two, three, four, five


def lock(key, text):
    # ruleid: python.fixed-iv
    first = Cipher(algorithms.AES(key), modes.CTR(VECTOR)).encryptor()
    # ruleid: python.fixed-iv
    second = AES.new(key, AES.MODE_CBC, iv=bytes(16))
    # ruleid: python.fixed-iv
    AES.new(key, AES.MODE_GCM, nonce=b"\0" * 12)
    # ruleid: python.fixed-iv
    modes.CBC(bytes.fromhex("000102030405060708090a0b0c0d0e0f"))
    box = AESGCM(key)
    # ruleid: python.fixed-iv
    third = box.encrypt(b"twelve bytes", text, None)
    # ruleid: python.fixed-iv
    return first, second, third, AES.new(key, AES.MODE_CBC, b"0123456789abcdef")


def boxes():
    # ruleid: python.written-key
    one = Fernet("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    # ruleid: python.written-key
    two = AESGCM(b"sixteen byte key")
    # ruleid: python.written-key
    Fernet(base64.b64encode(b"thirty-two bytes of placeholders"))
    # ruleid: python.written-key
    return one, two, AES.new("sixteen byte key".encode(), AES.MODE_EAX)


def person(token, key):
    # ruleid: python.token-chosen-key
    return jwt.decode(token, key, algorithms=[jwt.get_unverified_header(token)["alg"]])


def person_by_url(token):
    head = jwt.get_unverified_header(token)
    # ruleid: python.token-chosen-key
    return jwt.PyJWKClient(head["jku"]).get_signing_key_from_jwt(token)


def page(url):
    context = ssl.SSLContext()
    # ruleid: python.unverified-context
    return urllib.request.urlopen(url, timeout=5, context=context)


def talk(sock, host):
    context = ssl.SSLContext(ssl.PROTOCOL_TLSv1_2)
    # ruleid: python.unverified-context
    with context.wrap_socket(sock, server_hostname=host) as tls:
        return tls.recv(10)


async def listen(host):
    # ruleid: python.unverified-context
    return await asyncio.open_connection(host, 6697, ssl=ssl.SSLContext(ssl.PROTOCOL_TLS))


def fetch_reports(host, user, word):
    server = ftplib.FTP(host)
    # ruleid: python.plain-sign-in
    server.login(user, word)
    mail = imaplib.IMAP4(host)
    # ruleid: python.plain-sign-in
    mail.login(user, word)
    with smtplib.SMTP(host, 587) as post:
        # ruleid: python.plain-sign-in
        post.login(user, word)
    return server.nlst()


# ruleid: python.open-admin-route
@app.route("/admin/cache", methods=["POST"])
def drop_cache():
    request.environ["cache"].clear()
    return "", 204


# ruleid: python.open-admin-route
@app.post("/admin/users/<int:number>/delete")
def delete_user(number):
    user = db.session.get(User, number)
    db.session.delete(user)
    db.session.commit()
    return "", 204


# ruleid: python.open-admin-route
@desk.delete("/v1/admin/jobs/{number}")
async def drop_job(number: int):
    return {"dropped": number}


# ruleid: python.unscoped-view
class AddressUpdate(LoginRequiredMixin, UpdateView):
    model = "shop.Address"
    fields = ["street", "town"]


def welcome(key):
    answer = make_response("hello")
    # ruleid: python.cookie-without-secure
    answer.set_cookie("auth_token", key, httponly=True, samesite="Strict")
    # ruleid: python.cookie-without-httponly
    answer.set_cookie("sid", key, secure=True, samesite="Lax")
    # ruleid: python.cookie-without-secure
    answer.set_cookie(key="session_id", value=key, httponly=True)
    return answer


# ruleid: python.cookie-without-secure
api.add_middleware(SessionMiddleware, secret_key=VECTOR)
# ruleid: python.cors-any-origin
api.add_middleware(CORSMiddleware, allow_credentials=True, allow_origins=["*"])
# ruleid: python.cors-any-origin
api.add_middleware(CORSMiddleware, allow_origin_regex="https?://.*", allow_credentials=True)
# ruleid: python.cors-any-origin
flask_cors.CORS(app, supports_credentials=True)


def after(answer):
    # ruleid: python.cors-any-origin
    answer.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin")
    return answer
