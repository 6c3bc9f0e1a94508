# seccoder-example: 1
# title: Show search results with a Flask template
# guideline: Hand request values to render_template, which escapes them in .html templates.
# cwe: CWE-79
# apis: flask.render_template, flask.request.args.get
# applies: flask, jinja2
# --- secure ---
from flask import Flask, render_template, request

from newsroom.search import find_articles

app = Flask(__name__)


@app.get("/search")
def search_articles():
    term = request.args.get("q", "").strip()
    hits = find_articles(term) if term else []
    return render_template("search.html", term=term, hits=hits)
# --- vulnerable ---
from flask import Flask, request

from newsroom.search import find_articles

app = Flask(__name__)


@app.get("/search")
def search_articles():
    term = request.args.get("q", "").strip()
    hits = find_articles(term) if term else []
    items = "".join(f"<li>{hit.title}</li>" for hit in hits)
    return f"<h1>Results for {term}</h1><ul>{items}</ul>"
