import html
from typing import Annotated, Literal

from fastapi import FastAPI, Path, Response
from fastapi.responses import FileResponse, HTMLResponse

app = FastAPI()
Code = Annotated[str, Path(pattern=r"^[A-Z]{3}$")]


@app.get("/hello/{name}")
def hello(name: str):
    # JSON, not a page.
    # ok: python.html-string
    return f"Hello {name}"


@app.get("/bye/{name}", response_class=HTMLResponse)
def bye(name: str):
    # ok: python.html-string
    return f"<h1>Bye {html.escape(name)}</h1>"


@app.get("/raw/{name}")
def raw(name: str):
    # ok: python.html-string
    return Response(name, media_type="text/plain")


@app.get("/sheets/{year}")
def sheet(year: int):
    # ok: python.path-traversal
    return FileResponse(f"/srv/sheets/{year}.csv")


@app.get("/lists/{kind}")
def price_list(kind: Literal["gross", "net"]):
    # ok: python.path-traversal
    return FileResponse(f"/srv/lists/{kind}.csv")


@app.get("/ports/{code}")
def port(code: Code):
    # ok: python.path-traversal
    return FileResponse(f"/srv/ports/{code}.csv")


@app.get("/routes/{code}")
def route(code: Annotated[str, Path(max_length=9, pattern=r"^[a-z0-9-]+$")]):
    # ok: python.path-traversal
    return FileResponse(f"/srv/routes/{code}.csv")
