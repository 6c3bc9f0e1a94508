# seccoder-example: 1
# title: Preview a comment with its line breaks in Flask
# guideline: Escape user text first and only then add markup of your own as Markup.
# cwe: CWE-79
# apis: markupsafe.escape, markupsafe.Markup
# applies: flask, markupsafe
# --- secure ---
from flask import Flask, request
from markupsafe import Markup, escape

app = Flask(__name__)


@app.post("/comments/preview")
def preview_comment():
    comment = escape(request.form.get("comment", ""))
    body = comment.replace("\n", Markup("<br>"))
    return f'<blockquote class="comment">{body}</blockquote>'
# --- vulnerable ---
from flask import Flask, request

app = Flask(__name__)


@app.post("/comments/preview")
def preview_comment():
    comment = request.form.get("comment", "")
    body = comment.replace("\n", "<br>")
    return f'<blockquote class="comment">{body}</blockquote>'
