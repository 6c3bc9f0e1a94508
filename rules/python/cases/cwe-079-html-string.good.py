import html

import bleach
import markupsafe
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from flask import (
    Flask,
    Markup,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    render_template_string,
    request,
)
from markupsafe import escape
from django.http import HttpResponse

app = Flask(__name__)
GREETINGS = {"en": "Hello", "de": "Hallo"}


@app.route("/greet")
def greet():
    # ok: python.html-string
    return "<h1>" + escape(request.args.get("name", "")) + "</h1>"


@app.route("/user/<name>")
def user(name):
    safe = html.escape(name, quote=True)
    # ok: python.html-string
    return f"<p>{safe}</p>"


@app.route("/format")
def formatted():
    name = request.args["name"]
    # ok: python.html-string
    return "<p>Hello {}</p>".format(escape(name))


@app.route("/template")
def template():
    # ok: python.html-string
    return render_template("hello.html", name=request.args["name"])


@app.route("/string")
def string():
    # ok: python.html-string
    return render_template_string("<p>{{ name }}</p>", name=request.args["name"])


@app.route("/json")
def json():
    name = request.args["name"]
    # ok: python.html-string
    return jsonify(name=name)


@app.route("/dict")
def dictionary():
    # ok: python.html-string
    return {"name": request.args["name"]}


@app.route("/text")
def text():
    # ok: python.html-string
    return Response(request.args["name"], mimetype="text/plain")


@app.route("/header")
def header():
    answer = make_response(request.args["name"])
    answer.headers["Content-Type"] = "text/plain"
    # ok: python.html-string
    return answer


@app.route("/number")
def number():
    count = int(request.args["count"])
    # ok: python.html-string
    return f"<p>{count + 1}</p>"


@app.route("/markup")
def markup():
    # ok: python.html-string
    return Markup("<p>{}</p>").format(request.args["name"])


@app.route("/percent")
def percent():
    # ok: python.html-string
    return Markup("<p>%s</p>") % request.args["name"]


@app.route("/cleaned")
def cleaned():
    # ok: python.html-string
    return "<div>" + bleach.clean(request.form["text"]) + "</div>"


@app.route("/language")
def language():
    # ok: python.html-string
    return "<p>" + GREETINGS.get(request.args["language"], "Hi") + "</p>"


@app.route("/known")
def known():
    name = request.args.get("name")
    if name not in {"alice", "bob"}:
        return "unknown", 404
    # ok: python.html-string
    return "<p>" + name + "</p>"


@app.route("/go")
def go():
    # ok: python.html-string
    return redirect("/user/" + request.args["name"])


@app.route("/twice")
def twice():
    name = request.args.get("name")
    if name is None:
        return "<p>Hello!</p>"
    name = escape(name)
    # ok: python.html-string
    return "<p>Hello, %s!</p>" % name


@app.route("/answer")
def answer():
    name = request.args.get("name")
    # ok: python.html-string
    return make_response(render_template("hello.html", name=name), 200)


def django_view(request):
    name = request.GET.get("name")
    # ok: python.html-string
    return HttpResponse(name, content_type="text/plain")


def helper():
    # Not a view: the caller decides.
    # ok: python.html-string
    return request.args.get("name")


@app.route("/sheet/<int:number>")
def sheet(number):
    # ok: python.html-string
    return f"<p>Sheet {number}</p>"


@app.route("/module")
def module():
    # ok: python.html-string
    return markupsafe.Markup("<p>{}</p>").format(request.args["name"])


def badge(name):
    # ok: python.html-string
    return Markup(f"<b>{escape(name)}</b>")


def badges(people):
    # ok: python.html-string
    return mark_safe("<ul>" + format_html_join("", "<li>{}</li>", ((p.name,) for p in people)) + "</ul>")


def trusted(text):
    # The caller vouches for the markup.
    # ok: python.html-string
    return Markup(text)


PAGE = "<script>let name = {{ name|tojson }};</script>"


@app.route("/constant")
def constant():
    # ok: python.html-string
    return render_template_string(PAGE, name=request.args["name"])
