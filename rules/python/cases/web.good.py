import hmac
import json
import os
from pathlib import Path
from uuid import uuid4

import ldap3
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from flask import Flask, abort, render_template_string, request
from jinja2 import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment
from ldap3.utils.conv import escape_filter_chars
from pydantic import BaseModel, Field, PositiveInt, field_validator

app = Flask(__name__)
FILES = "/srv/files"
TEMPLATES = {"short": "Hi {{ name }}", "long": "Good morning {{ name }}"}


def state(data):
    text = json.dumps(data).replace("<", "\\u003c")
    # ok: python.json-in-script
    return f"<script>window.state = {text};</script>"


def message(data):
    # ok: python.json-in-script
    return f"data: {json.dumps(data)}\n\n"


def member(conn, name):
    # ok: python.ldap-filter
    conn.search("dc=example", "(uid=" + escape_filter_chars(name) + ")", attributes=["mail"])


def by_filter(conn, query):
    # ok: python.ldap-filter
    conn.search("dc=example", query)


def member_again(conn, name):
    if not name.isalnum():
        raise ValueError(name)
    # ok: python.ldap-filter
    conn.search("dc=example", f"(uid={name})")


def find(pattern, text):
    # ok: python.ldap-filter
    return pattern.search("a", f"b{text}")


@app.post("/card")
def card():
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    # ok: python.template-injection
    return environment.from_string(request.form["card"]).render(name="Ida")


@app.route("/missing/<path:page>")
def missing(page):
    # ok: python.template-injection
    return render_template_string("<p>There is no page {{ page }}</p>", page=page)


@app.route("/greet")
def greet():
    template = TEMPLATES.get(request.args.get("kind"), "")
    # ok: python.template-injection
    return Environment(autoescape=True).from_string(template).render(name="Ida")


def render_all(source, names):
    # The caller vouches for the template.
    # ok: python.template-injection
    template = Environment(autoescape=True).from_string(source)
    return [template.render(name=name) for name in names]


# ok: python.csrf-switched-off
@csrf_exempt
def delivered(request):
    wanted = hmac.new(b"key-from-settings", request.body, "sha256").hexdigest()
    if not hmac.compare_digest(wanted, request.headers["X-Signature"]):
        return HttpResponse(status=403)
    return HttpResponse("ok")


# ok: python.csrf-switched-off
@csrf_exempt
def paid(request):
    if not verify_signature(request):
        return HttpResponse(status=403)
    return HttpResponse("ok")


# ok: python.csrf-switched-off
app.config["WTF_CSRF_ENABLED"] = True


@require_POST
@login_required
def remove(request, key):
    # ok: python.django-change-by-get
    request.user.notes.get(pk=key).delete()
    return HttpResponse("ok")


@login_required
def edit(request, key):
    note = request.user.notes.get(pk=key)
    if request.method == "POST":
        note.text = request.POST["text"]
        # ok: python.django-change-by-get
        note.save()
    return render(request, "note.html", {"note": note})


def helper(note):
    # ok: python.django-change-by-get
    note.save()


@app.post("/slides")
def slides():
    upload = request.files["slides"]
    suffix = os.path.splitext(upload.filename)[1].lower()
    if suffix not in {".pdf", ".odp"}:
        abort(400)
    # ok: python.upload-suffix
    upload.save(os.path.join(FILES, uuid4().hex + suffix))
    return "ok"


def logo(upload):
    # ok: python.upload-suffix
    with open(os.path.join(FILES, "logo.png"), "wb") as out:
        out.write(upload.read())


def copy(path):
    # ok: python.upload-suffix
    (Path(FILES) / ("copy" + Path(path.name).suffix)).write_bytes(path.read_bytes())


class Order(BaseModel):
    # ok: python.unbounded-amount
    quantity: int = Field(ge=1, le=20)
    # ok: python.unbounded-amount
    units: PositiveInt = 1
    # ok: python.unbounded-amount
    article: int


class Ticket(BaseModel):
    # ok: python.unbounded-amount
    seats: int

    @field_validator("seats")
    @classmethod
    def some(cls, seats):
        if not 0 < seats < 9:
            raise ValueError("between 1 and 8 seats")
        return seats


class StockOut(BaseModel):
    # ok: python.unbounded-amount
    quantity: int


class Counter:
    # ok: python.unbounded-amount
    quantity: int


@app.post("/enter")
def enter():
    data = request.get_json()
    # ok: python.mongo-operator
    user = app.db.users.find_one({"name": str(data["name"]), "code": {"$eq": data["code"]}})
    return str(user is not None)


@app.post("/look")
def look():
    name = request.get_json()["name"]
    if not isinstance(name, str):
        abort(400)
    # ok: python.mongo-operator
    return str(app.db.users.find_one({"name": name}))


@app.route("/form")
def form():
    # Always a string.
    # ok: python.mongo-operator
    return str(app.db.users.find_one({"name": request.args["name"]}))
