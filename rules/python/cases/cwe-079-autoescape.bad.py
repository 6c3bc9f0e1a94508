import jinja2
from flask import Flask
from jinja2 import Environment, FileSystemLoader, select_autoescape

app = Flask(__name__)
# ruleid: python.jinja2-autoescape-off
bare = Environment()
# ruleid: python.jinja2-autoescape-off
loading = jinja2.Environment(loader=FileSystemLoader("templates"), trim_blocks=True)
# ruleid: python.jinja2-autoescape-off
off = Environment(loader=FileSystemLoader("templates"), autoescape=False)
# ruleid: python.jinja2-autoescape-off
none = Environment(autoescape=None)
# ruleid: python.jinja2-autoescape-off
extension = Environment(extensions=["jinja2.ext.autoescape"])
# ruleid: python.jinja2-autoescape-off
nothing = Environment(autoescape=select_autoescape([]))


def create():
    flag = False
    # ruleid: python.jinja2-autoescape-off
    return Environment(autoescape=flag)


def reset(env):
    # ruleid: python.jinja2-autoescape-off
    env.autoescape = False
