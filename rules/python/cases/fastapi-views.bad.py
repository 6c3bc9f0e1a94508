from fastapi import FastAPI, Response
from fastapi.responses import FileResponse, HTMLResponse

app = FastAPI()


@app.get("/hello/{name}", response_class=HTMLResponse)
def hello(name: str):
    # ruleid: python.html-string
    return f"<h1>Hello {name}</h1>"


@app.get("/bye/{name}")
def bye(name: str):
    # ruleid: python.html-string
    return HTMLResponse(content=f"<h1>Bye {name}</h1>")


@app.get("/raw/{name}")
def raw(name: str):
    # ruleid: python.html-string
    return Response(f"<h1>{name}</h1>", media_type="text/html")


@app.get("/sheets/{year}/{name}")
def sheet(year: int, name: str):
    # ruleid: python.path-traversal
    return FileResponse(f"/srv/sheets/{year}/{name}")
