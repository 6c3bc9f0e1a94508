# seccoder-example: 1
# title: Echo the missing path on a Flask 404 page
# guideline: Insert values with Markup.format, which escapes them; never wrap an f-string.
# cwe: CWE-79
# apis: markupsafe.Markup.format, flask.Flask.errorhandler
# applies: flask, markupsafe
# --- secure ---
from flask import Flask, request
from markupsafe import Markup

app = Flask(__name__)
NOT_FOUND = Markup("<h1>Not found</h1><p>No page at <code>{}</code>.</p>")


@app.errorhandler(404)
def page_not_found(error):
    return NOT_FOUND.format(request.path), 404
# --- vulnerable ---
from flask import Flask, request
from markupsafe import Markup

app = Flask(__name__)


@app.errorhandler(404)
def page_not_found(error):
    return Markup(
        "<h1>Not found</h1>"
        f"<p>No page at <code>{request.path}</code>.</p>"
    ), 404
