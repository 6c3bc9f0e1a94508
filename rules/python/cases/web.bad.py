import json
import os
from pathlib import Path
from uuid import uuid4

import ldap
import ldap3
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from flask import Flask, render_template_string, request
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import Environment, Template
from pydantic import BaseModel

app = Flask(__name__)
csrf = CSRFProtect(app)
FILES = "/srv/files"


def state(data):
    # ruleid: python.json-in-script
    return f"<script>window.state = {json.dumps(data)};</script>"


def state_again(data):
    # ruleid: python.json-in-script
    return "<script type='application/json'>%s</script>" % json.dumps(data)


def member(conn, name):
    # ruleid: python.ldap-filter
    conn.search("dc=example", "(uid=" + name + ")", attributes=["mail"])


def member_again(name):
    query = "(&(objectClass=user)(cn={}))".format(name)
    # ruleid: python.ldap-filter
    return ldap.initialize("ldap://localhost").search_s("dc=example", ldap.SCOPE_SUBTREE, query)


@app.route("/mail")
def mail():
    connection = ldap3.Connection("localhost", auto_bind=True)
    # ruleid: python.ldap-filter
    connection.search(search_base="dc=example", search_filter=request.args["filter"])
    return str(len(connection.entries))


@app.post("/card")
def card():
    # ruleid: python.template-injection
    return Template(request.form["card"]).render(name="Ida")


@app.route("/missing/<path:page>")
def missing(page):
    # ruleid: python.template-injection
    return render_template_string("<p>There is no page " + page + "</p>")


def greeting(name):
    environment = Environment(autoescape=True)
    # ruleid: python.template-injection
    return environment.from_string(f"Hello {name}, it is {{{{ day }}}}").render(day="Monday")


# ruleid: python.csrf-switched-off
@csrf_exempt
def vote(request):
    request.user.vote(request.POST["choice"])
    return HttpResponse("ok")


# ruleid: python.csrf-switched-off
@app.post("/leave")
@csrf.exempt
def leave():
    app.members.remove(request.form["member"])
    return "ok"


# ruleid: python.csrf-switched-off
app.config["WTF_CSRF_ENABLED"] = False


class Note(FlaskForm):
    class Meta:
        # ruleid: python.csrf-switched-off
        csrf = False


@login_required
def remove(request, key):
    # ruleid: python.django-change-by-get
    request.user.notes.get(pk=key).delete()
    return HttpResponse("ok")


@login_required
def archive(request, key):
    note = request.user.notes.get(pk=key)
    note.archived = True
    # ruleid: python.django-change-by-get
    note.save()
    return JsonResponse({})


@app.post("/slides")
def slides():
    upload = request.files["slides"]
    suffix = os.path.splitext(upload.filename)[1]
    # ruleid: python.upload-suffix
    upload.save(os.path.join(FILES, uuid4().hex + suffix))
    return "ok"


def logo(upload):
    name = "logo" + Path(upload.name).suffix
    # ruleid: python.upload-suffix
    with open(os.path.join(FILES, name), "wb") as out:
        out.write(upload.read())


class Order(BaseModel):
    article: str
    # ruleid: python.unbounded-amount
    quantity: int
    # ruleid: python.unbounded-amount
    gift_units: int = 0


@app.post("/enter")
def enter():
    data = request.get_json()
    # ruleid: python.mongo-operator
    user = app.db.users.find_one({"name": data["name"], "code": data["code"]})
    return str(user is not None)


@app.post("/clear")
def clear():
    # ruleid: python.mongo-operator
    app.db.carts.delete_many(request.json)
    return "ok"
