# seccoder-example: 1
# title: Redisplay a submitted form value in FastAPI
# guideline: Escape quotes as well as angle brackets when a value lands in an attribute.
# cwe: CWE-79
# apis: html.escape, fastapi.responses.HTMLResponse
# applies: fastapi, html
# --- secure ---
from html import escape
from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.post("/events")
def submit_event(title: Annotated[str, Form()] = "") -> HTMLResponse:
    if 3 <= len(title) <= 80:
        return HTMLResponse(f"<p>Saved: {escape(title)}</p>", 201)
    return HTMLResponse(
        '<form method="post"><p>Use 3 to 80 characters.</p>'
        f'<input name="title" value="{escape(title)}"></form>',
        422,
    )
# --- vulnerable ---
from html import escape
from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.post("/events")
def submit_event(title: Annotated[str, Form()] = "") -> HTMLResponse:
    if 3 <= len(title) <= 80:
        return HTMLResponse(f"<p>Saved: {escape(title)}</p>", 201)
    return HTMLResponse(
        '<form method="post"><p>Use 3 to 80 characters.</p>'
        f'<input name="title" value="{escape(title, quote=False)}"></form>',
        422,
    )
