import asyncio
import base64
import ftplib
import hashlib
import hmac
import imaplib
import os
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
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.views.generic import DetailView, UpdateView
from fastapi import Depends, FastAPI
from flask import Flask, make_response, request, session
from flask_login import login_required
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware

from shop.models import User, db, delete

KNOWN = ("https://a.example", "https://b.example")
app = Flask(__name__)
api = FastAPI()
desk = FastAPI()


def hook(secret, body, given):
    mine = hmac.new(secret, body, hashlib.sha256).hexdigest()
    # ok: python.timing-compare
    if len(given) != len(mine):
        return False
    # ok: python.timing-compare
    if hashlib.sha256(body).hexdigest() == given:
        return False
    # ok: python.timing-compare
    return hmac.compare_digest(mine, given) == True


def stretch(phrase, salt, rounds):
    # ok: python.cheap-key-derivation
    one = hashlib.pbkdf2_hmac("sha256", phrase, salt, 600_000)
    # ok: python.cheap-key-derivation
    two = PBKDF2HMAC(algorithm=None, length=32, salt=salt, iterations=rounds)
    # ok: python.cheap-key-derivation
    three = PBKDF2(phrase, salt, 32, count=1_000_000)
    # ok: python.cheap-key-derivation
    four = hashlib.scrypt(phrase, salt=salt, n=2**15, r=8, p=3)
    # ok: python.cheap-key-derivation
    five = bcrypt.gensalt()
    return one, two, three, four, five


def lock(key, text, frame):
    vector = os.urandom(16)
    # ok: python.fixed-iv
    first = Cipher(algorithms.AES(key), modes.CTR(vector)).encryptor()
    # ok: python.fixed-iv
    second = AES.new(key, AES.MODE_CBC, iv=bytes(frame[:16]))
    # ok: python.fixed-iv
    modes.CBC(bytes.fromhex(frame["iv"]))
    # ok: python.fixed-iv
    AES.new(key, AES.MODE_GCM, nonce=frame["nonce"])
    # ok: python.fixed-iv
    modes.CTR(b"head" + os.urandom(12))
    box = AESGCM(key)
    # ok: python.fixed-iv
    third = box.encrypt(os.urandom(12), text, b"about")
    # ok: python.fixed-iv
    return first, second, third, Fernet(key).encrypt(b"fixed text")


def boxes(folder):
    # ok: python.written-key
    one = Fernet(os.environ["BOX_KEY"])
    # ok: python.written-key
    two = AESGCM(AESGCM.generate_key(256))
    # ok: python.written-key
    Fernet(base64.b64encode(bytes.fromhex(os.environ["BOX_KEY"])))
    # ok: python.written-key
    return one, two, AES.new((folder / "key").read_bytes(), AES.MODE_EAX)


def person(token, keys):
    head = jwt.get_unverified_header(token)
    # ok: python.token-chosen-key
    return jwt.decode(token, keys[head["kid"]], algorithms=["ES256"], audience="desk")


def person_by_url(token):
    # ok: python.token-chosen-key
    return jwt.PyJWKClient(KNOWN[0] + "/keys").get_signing_key_from_jwt(token)


def page(url):
    context = ssl.create_default_context()
    # ok: python.unverified-context
    return urllib.request.urlopen(url, timeout=5, context=context)


def talk(sock, host):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_default_certs()
    # ok: python.unverified-context
    with context.wrap_socket(sock, server_hostname=host) as tls:
        return tls.recv(10)


async def listen(host):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    # ok: python.unverified-context
    return await asyncio.open_connection(host, 6697, ssl=context)


def fetch_reports(host, user, word):
    server = ftplib.FTP(host)
    # ok: python.plain-sign-in
    server.login()
    safe = ftplib.FTP_TLS(host, context=ssl.create_default_context())
    # ok: python.plain-sign-in
    safe.login(user, word)
    mail = imaplib.IMAP4(host)
    mail.starttls(ssl.create_default_context())
    # ok: python.plain-sign-in
    mail.login(user, word)
    with smtplib.SMTP(host, 587) as post:
        post.starttls(context=ssl.create_default_context())
        # ok: python.plain-sign-in
        post.login(user, word)
    return server.nlst(), safe


# ok: python.open-admin-route
@app.post("/admin/cache")
@login_required
def drop_cache():
    request.environ["cache"].clear()
    return "", 204


# ok: python.open-admin-route
@app.get("/administration-of-medicine")
def medicine():
    return "page"


# ok: python.open-admin-route
@app.post("/admin/users/<int:number>/delete")
def delete_user(number):
    if not session.get("admin"):
        return "", 403
    db.session.execute(delete(User).where(User.id == number))
    db.session.commit()
    return "", 204


# ok: python.open-admin-route
@desk.delete("/v1/admin/jobs/{number}", dependencies=[Depends(login_required)])
async def drop_job(number: int):
    return {"dropped": number}


# ok: python.unscoped-view
class AddressUpdate(LoginRequiredMixin, UpdateView):
    fields = ["street", "town"]

    def get_queryset(self):
        return self.request.user.addresses.all()


# ok: python.unscoped-view
class TownUpdate(LoginRequiredMixin, PermissionRequiredMixin, UpdateView):
    permission_required = "shop.change_town"


# ok: python.unscoped-view
class NewsPage(LoginRequiredMixin, DetailView):
    model = "shop.News"


def welcome(key, options):
    answer = make_response("hello")
    # ok: python.cookie-without-secure
    answer.set_cookie("auth_token", key, secure=True, httponly=True, samesite="Strict")
    # ok: python.cookie-without-secure
    answer.set_cookie("language", "en")
    # ok: python.cookie-without-httponly
    answer.set_cookie("csrf_token", key, secure=True, samesite="Strict")
    # ok: python.cookie-without-httponly
    answer.set_cookie("session", key, **options)
    # ok: python.cookie-without-secure
    answer.set_cookie("session", "", max_age=0)
    return answer


# ok: python.cookie-without-secure
api.add_middleware(SessionMiddleware, secret_key=os.environ["KEY"], https_only=True)
# ok: python.cors-any-origin
api.add_middleware(CORSMiddleware, allow_credentials=True, allow_origins=list(KNOWN))
# ok: python.cors-any-origin
api.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"])
# ok: python.cors-any-origin
flask_cors.CORS(app, origins=KNOWN, supports_credentials=True)


def after(answer):
    origin = request.headers.get("Origin")
    if origin in KNOWN:
        # ok: python.cors-any-origin
        answer.headers["Access-Control-Allow-Origin"] = origin
    if request.headers.get("Origin") in KNOWN:
        # ok: python.cors-any-origin
        answer.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin")
    return answer
