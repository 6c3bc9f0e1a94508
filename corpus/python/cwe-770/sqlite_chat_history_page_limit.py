# seccoder-example: 1
# title: Return one page of a chat room's history
# guideline: Hold the page size that a client asks for between one and a fixed maximum.
# cwe: CWE-770
# apis: urllib.parse.parse_qs, sqlite3.Connection.execute
# applies: sqlite3
# --- secure ---
import sqlite3
from urllib.parse import parse_qs

MAX_PAGE = 100


def history_page(conn: sqlite3.Connection, room: int, query: str) -> list[str]:
    fields = parse_qs(query, max_num_fields=8)
    size = int(fields.get("size", ["20"])[0])
    if not 1 <= size <= MAX_PAGE:
        raise ValueError(f"size must be from 1 to {MAX_PAGE}")
    rows = conn.execute(
        "SELECT body FROM messages WHERE room = ? ORDER BY id DESC LIMIT ?",
        (room, size),
    )
    return [body for (body,) in rows]
# --- vulnerable ---
import sqlite3
from urllib.parse import parse_qs


def history_page(conn: sqlite3.Connection, room: int, query: str) -> list[str]:
    fields = parse_qs(query, max_num_fields=8)
    size = int(fields.get("size", ["20"])[0])
    rows = conn.execute(
        "SELECT body FROM messages WHERE room = ? ORDER BY id DESC LIMIT ?",
        (room, size),
    )
    return [body for (body,) in rows]
