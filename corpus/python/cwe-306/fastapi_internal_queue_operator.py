# seccoder-example: 1
# title: Restart an import queue through an internal FastAPI app
# guideline: Attach authentication to the whole internal app, so that no route is left without it.
# cwe: CWE-306
# apis: fastapi.FastAPI, fastapi.Depends, fastapi.security.HTTPBasic, secrets.compare_digest
# applies: fastapi
# --- secure ---
import os
import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from importer.queue import restart


def require_operator(login: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> None:
    given = f"{login.username}:{login.password}".encode()
    expected = f"operator:{os.environ['OPERATOR_PASSWORD']}".encode()
    if not secrets.compare_digest(given, expected):
        raise HTTPException(401, headers={"WWW-Authenticate": "Basic"})


app = FastAPI(openapi_url=None, dependencies=[Depends(require_operator)])


@app.put("/internal/queue/restart", status_code=202)
async def restart_queue() -> dict[str, int]:
    return {"jobs": await restart()}
# --- vulnerable ---
from fastapi import FastAPI

from importer.queue import restart

app = FastAPI(openapi_url=None)


@app.put("/internal/queue/restart", status_code=202)
async def restart_queue() -> dict[str, int]:
    return {"jobs": await restart()}
