# seccoder-example: 1
# title: Return a yearly report file from FastAPI
# guideline: Restrict name parameters to a pattern without dots or slashes before building paths.
# cwe: CWE-22
# apis: fastapi.Query, fastapi.responses.FileResponse
# applies: fastapi, pathlib
# --- secure ---
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import FileResponse

app = FastAPI()
REPORTS = Path("/srv/reports")
Name = Annotated[str, Query(pattern=r"^[a-z0-9-]{1,40}$")]


@app.get("/reports/{year}")
def yearly_report(year: int, name: Name) -> FileResponse:
    report = REPORTS / str(year) / f"{name}.pdf"
    if not report.is_file():
        raise HTTPException(404, "no such report")
    return FileResponse(report, media_type="application/pdf")
# --- vulnerable ---
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

app = FastAPI()
REPORTS = Path("/srv/reports")


@app.get("/reports/{year}")
def yearly_report(year: int, name: str) -> FileResponse:
    report = REPORTS / str(year) / f"{name}.pdf"
    if not report.is_file():
        raise HTTPException(404, "no such report")
    return FileResponse(report, media_type="application/pdf")
