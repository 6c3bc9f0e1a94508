import jinja2
from flask import Flask
from jinja2 import Environment, FileSystemLoader, select_autoescape

app = Flask(__name__)
# ok: python.jinja2-autoescape-off
on = Environment(autoescape=True)
# ok: python.jinja2-autoescape-off
chosen = Environment(loader=FileSystemLoader("templates"), autoescape=select_autoescape())
# ok: python.jinja2-autoescape-off
listed = jinja2.Environment(autoescape=jinja2.select_autoescape(["html", "xml"]))
# ok: python.jinja2-autoescape-off
called = jinja2.Environment(autoescape=lambda name: True)
# ok: python.jinja2-autoescape-off
flask_made = app.jinja_env
# ok: python.jinja2-autoescape-off
always = Environment(autoescape=select_autoescape(default=True, default_for_string=True))


def create():
    flag = True
    # ok: python.jinja2-autoescape-off
    return Environment(autoescape=flag)


def later():
    # ok: python.jinja2-autoescape-off
    env = Environment(loader=FileSystemLoader("templates"))
    env.autoescape = True
    return env


def settings():
    options = {"loader": FileSystemLoader("templates"), "autoescape": True}
    # ok: python.jinja2-autoescape-off
    return Environment(**options)
