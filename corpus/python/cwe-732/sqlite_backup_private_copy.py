# seccoder-example: 1
# title: Back up a clinic's sqlite3 database while it is in use
# guideline: Create the copy with mode 0o600 first; sqlite3 creates files that others can read.
# cwe: CWE-732
# apis: os.open, sqlite3.Connection.backup
# applies: sqlite3
# --- secure ---
import os
import sqlite3
from contextlib import closing
from pathlib import Path


def back_up(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        closing(sqlite3.connect(source.resolve().as_uri() + "?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
# --- vulnerable ---
import sqlite3
from contextlib import closing
from pathlib import Path


def back_up(source: Path, target: Path) -> None:
    if target.exists():
        raise FileExistsError(target)
    with (
        closing(sqlite3.connect(source.resolve().as_uri() + "?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
