# seccoder-example: 1
# title: Let the editors of a school club publish its news
# guideline: Split a list of groups and compare whole names; a substring is no membership.
# cwe: CWE-863
# apis: str.split, sqlite3.Connection.execute
# applies: standard library, sqlite3
# --- secure ---
import sqlite3


def publish_news(
    db: sqlite3.Connection, author: str, groups: str, club: str, text: str
) -> None:
    """`groups` is the comma separated list that the directory holds of the author."""
    if f"{club}-editors" not in groups.split(","):
        raise PermissionError("only the club's editors may publish its news")
    with db:
        db.execute(
            "INSERT INTO news (club, author, text) VALUES (?, ?, ?)", (club, author, text)
        )
# --- vulnerable ---
import sqlite3


def publish_news(
    db: sqlite3.Connection, author: str, groups: str, club: str, text: str
) -> None:
    """`groups` is the comma separated list that the directory holds of the author."""
    if f"{club}-editors" not in groups:
        raise PermissionError("only the club's editors may publish its news")
    with db:
        db.execute(
            "INSERT INTO news (club, author, text) VALUES (?, ?, ?)", (club, author, text)
        )
