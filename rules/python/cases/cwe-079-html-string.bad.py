import re

from flask import Flask, Markup, Response, make_response, render_template_string, request
from django.http import HttpResponse
from django.utils.safestring import mark_safe
from jinja2 import Template

app = Flask(__name__)


@app.route("/greet")
def greet():
    # ruleid: python.html-string
    return "<h1>" + request.args.get("name", "") + "</h1>"


@app.route("/user/<name>")
def user(name):
    # ruleid: python.html-string
    return f"<p>{name}</p>"


@app.route("/plain")
def plain():
    name = request.form["name"]
    # ruleid: python.html-string
    return name


@app.get("/response")
def response():
    name = request.args["name"]
    page = "<p>Hello {}</p>".format(name)
    # ruleid: python.html-string
    return Response(page, mimetype="text/html")


@app.route("/made")
def made():
    name = request.args["name"]
    answer = make_response("<p>%s</p>" % name, 404)
    answer.headers["X-Frame-Options"] = "DENY"
    # ruleid: python.html-string
    return answer


@app.route("/missing")
def missing():
    # ruleid: python.html-string
    return "No page " + request.args["page"], 404


@app.route("/template")
def template():
    name = request.args["name"]
    page = "<p>Hello " + name + "</p>"
    # ruleid: python.html-string
    return render_template_string(page)


@app.route("/unsafe")
def unsafe():
    # ruleid: python.html-string
    return render_template_string("<p>{{ name | safe }}</p>", name=request.args["name"])


@app.route("/marked")
def marked():
    # ruleid: python.html-string
    bold = Markup("<b>" + request.args["name"] + "</b>")
    return render_template_string("<p>{{ bold }}</p>", bold=bold)


@app.route("/jinja")
def jinja():
    page = Template("<p>Hello {{ name }}</p>")
    # ruleid: python.html-string
    return page.render(name=request.args["name"])


@app.route("/removed")
def removed():
    name = request.args["name"].replace("<script>", "")
    # ruleid: python.html-string
    return "<p>" + name + "</p>"


@app.route("/list")
def listed():
    page = "<ul>"
    for item in request.args.getlist("item"):
        page += "<li>" + item + "</li>"
    # ruleid: python.html-string
    return page + "</ul>"


@app.route("/branch")
def branch():
    name = request.args.get("name")
    if name:
        greeting = "Hello, %s!" % name
    else:
        greeting = "Hello!"
    # ruleid: python.html-string
    return greeting


def django_view(request):
    name = request.GET.get("name")
    # ruleid: python.html-string
    return HttpResponse("<p>Hello " + name + "</p>")


@app.route("/one_of_two")
def one_of_two():
    import html

    first = html.escape(request.args["first"])
    last = request.args["last"]
    # ruleid: python.html-string
    return f"<p>{first} {last}</p>"


def badge(name):
    # ruleid: python.html-string
    return Markup(f"<b>{name}</b>")


def badges(people):
    items = "".join(f"<li>{person.name}</li>" for person in people)
    # ruleid: python.html-string
    return mark_safe("<ul>" + items + "</ul>")


def without_scripts(text):
    # ruleid: python.html-string
    return Markup(re.sub("<script.*?</script>", "", text))


PAGE = "<script>let name = {{ name|safe }};</script>"


@app.route("/constant")
def constant():
    # ruleid: python.html-string
    return render_template_string(PAGE, name=request.args["name"])
