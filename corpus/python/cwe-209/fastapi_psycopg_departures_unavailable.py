# seccoder-example: 1
# title: List the departures of a stop in FastAPI
# guideline: Log database errors and answer in general words; their text names hosts and tables.
# cwe: CWE-209
# apis: fastapi.HTTPException, logging.Logger.exception
# applies: fastapi, psycopg
# --- secure ---
import logging
import os

import psycopg
from fastapi import FastAPI, HTTPException

app = FastAPI()
log = logging.getLogger(__name__)
QUERY = "SELECT line, leaves FROM departures WHERE stop = %s ORDER BY leaves LIMIT 20"


@app.get("/stops/{stop}/departures")
def departures(stop: int) -> list[dict]:
    try:
        with psycopg.connect(os.environ["TIMETABLE_DSN"], connect_timeout=5) as conn:
            rows = conn.execute(QUERY, (stop,)).fetchall()
    except psycopg.Error:
        log.exception("departures of stop %d", stop)
        raise HTTPException(503, detail="the timetable is unavailable") from None
    return [{"line": line, "leaves": leaves.isoformat()} for line, leaves in rows]
# --- vulnerable ---
import logging
import os

import psycopg
from fastapi import FastAPI, HTTPException

app = FastAPI()
log = logging.getLogger(__name__)
QUERY = "SELECT line, leaves FROM departures WHERE stop = %s ORDER BY leaves LIMIT 20"


@app.get("/stops/{stop}/departures")
def departures(stop: int) -> list[dict]:
    try:
        with psycopg.connect(os.environ["TIMETABLE_DSN"], connect_timeout=5) as conn:
            rows = conn.execute(QUERY, (stop,)).fetchall()
    except psycopg.Error as error:
        log.exception("departures of stop %d", stop)
        raise HTTPException(503, detail=f"the timetable is unavailable: {error}") from error
    return [{"line": line, "leaves": leaves.isoformat()} for line, leaves in rows]
