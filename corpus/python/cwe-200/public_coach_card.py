# seccoder-example: 1
# title: Answer with the public card of a sports coach
# guideline: Select the public fields by name; never serialize a whole row for a visitor.
# cwe: CWE-200, CWE-201
# apis: json.dumps, sqlite3.Row
# applies: standard library, sqlite3
# --- secure ---
import json
import sqlite3


def coach_card(db: sqlite3.Connection, coach_id: int) -> str | None:
    cursor = db.execute(
        "SELECT id, name, sport, bio FROM coach WHERE id = ? AND listed", (coach_id,)
    )
    cursor.row_factory = sqlite3.Row
    row = cursor.fetchone()
    return json.dumps(dict(row)) if row else None
# --- vulnerable ---
import json
import sqlite3


def coach_card(db: sqlite3.Connection, coach_id: int) -> str | None:
    cursor = db.execute(
        "SELECT * FROM coach WHERE id = ? AND listed", (coach_id,)
    )
    cursor.row_factory = sqlite3.Row
    row = cursor.fetchone()
    return json.dumps(dict(row)) if row else None
