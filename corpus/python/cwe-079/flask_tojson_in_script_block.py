# seccoder-example: 1
# title: Pass request data to a script block in Flask
# guideline: Put data into script blocks with the tojson filter, not with json.dumps and safe.
# cwe: CWE-79
# apis: flask.render_template_string, jinja2.filters.do_tojson
# applies: flask, jinja2
# --- secure ---
from flask import Flask, render_template_string, request

app = Flask(__name__)
PAGE = """<!doctype html>
<div id="chart"></div>
<script>const options = {{ options|tojson }};</script>
<script src="/static/chart.js"></script>
"""


@app.get("/chart")
def chart():
    options = {
        "title": request.args.get("title", "Sales"),
        "stacked": "stacked" in request.args,
    }
    return render_template_string(PAGE, options=options)
# --- vulnerable ---
import json

from flask import Flask, render_template_string, request

app = Flask(__name__)
PAGE = """<!doctype html>
<div id="chart"></div>
<script>const options = {{ options|safe }};</script>
<script src="/static/chart.js"></script>
"""


@app.get("/chart")
def chart():
    options = {
        "title": request.args.get("title", "Sales"),
        "stacked": "stacked" in request.args,
    }
    return render_template_string(PAGE, options=json.dumps(options))
