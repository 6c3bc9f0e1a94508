# seccoder-example: 1
# title: Update only the submitted fields of a device in FastAPI
# guideline: Allow-list column names, quote them with sql.Identifier and bind the values.
# cwe: CWE-89
# apis: psycopg.sql.Identifier, psycopg.sql.Placeholder, psycopg.Connection.execute
# applies: fastapi, psycopg
# --- secure ---
from typing import Annotated

import psycopg
from fastapi import Depends, FastAPI, HTTPException
from psycopg import sql

from inventory.db import get_conn

app = FastAPI()
EDITABLE = {"label", "location", "firmware"}


@app.patch("/devices/{device_id}", status_code=204)
def update_device(
    device_id: int,
    changes: dict[str, str],
    conn: Annotated[psycopg.Connection, Depends(get_conn)],
) -> None:
    if not changes or not changes.keys() <= EDITABLE:
        raise HTTPException(422, "unknown or missing field")
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name))
        for name in changes
    )
    query = sql.SQL("UPDATE devices SET {} WHERE id = %(id)s")
    cursor = conn.execute(
        query.format(assignments), {**changes, "id": device_id}
    )
    if cursor.rowcount == 0:
        raise HTTPException(404, "no such device")
# --- vulnerable ---
from typing import Annotated

import psycopg
from fastapi import Depends, FastAPI, HTTPException

from inventory.db import get_conn

app = FastAPI()


@app.patch("/devices/{device_id}", status_code=204)
def update_device(
    device_id: int,
    changes: dict[str, str],
    conn: Annotated[psycopg.Connection, Depends(get_conn)],
) -> None:
    if not changes:
        raise HTTPException(422, "missing field")
    assignments = ", ".join(f"{name} = %({name})s" for name in changes)
    cursor = conn.execute(
        f"UPDATE devices SET {assignments} WHERE id = %(id)s",
        {**changes, "id": device_id},
    )
    if cursor.rowcount == 0:
        raise HTTPException(404, "no such device")
