# seccoder-example: 1
# title: Let only planners delete a shift in FastAPI
# guideline: Depend on a function that checks the role, not only on one that finds the user.
# cwe: CWE-862
# apis: fastapi.Depends, fastapi.HTTPException
# applies: fastapi, sqlite3
# --- secure ---
import sqlite3
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from roster.security import Member, current_member, database

router = APIRouter()


def current_planner(member: Annotated[Member, Depends(current_member)]) -> Member:
    if "planner" not in member.roles:
        raise HTTPException(403, "only planners may do this")
    return member


@router.delete("/shifts/{shift_id}", status_code=204)
def delete_shift(
    shift_id: int,
    member: Annotated[Member, Depends(current_planner)],
    db: Annotated[sqlite3.Connection, Depends(database)],
) -> None:
    with db:
        if db.execute("DELETE FROM shift WHERE id = ?", (shift_id,)).rowcount == 0:
            raise HTTPException(404, "no such shift")
        query = "INSERT INTO history (shift, member, what) VALUES (?, ?, 'deleted')"
        db.execute(query, (shift_id, member.id))
# --- vulnerable ---
import sqlite3
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from roster.security import Member, current_member, database

router = APIRouter()


@router.delete("/shifts/{shift_id}", status_code=204)
def delete_shift(
    shift_id: int,
    member: Annotated[Member, Depends(current_member)],
    db: Annotated[sqlite3.Connection, Depends(database)],
) -> None:
    with db:
        if db.execute("DELETE FROM shift WHERE id = ?", (shift_id,)).rowcount == 0:
            raise HTTPException(404, "no such shift")
        query = "INSERT INTO history (shift, member, what) VALUES (?, ?, 'deleted')"
        db.execute(query, (shift_id, member.id))
