# seccoder-example: 1
# title: Sort tickets by a requested column with the SQLAlchemy ORM
# guideline: Map a requested sort key to a known column; never put it into ORDER BY text.
# cwe: CWE-89
# apis: sqlalchemy.select, sqlalchemy.sql.Select.order_by
# applies: sqlalchemy
# --- secure ---
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpdesk.models import Ticket

SORT_COLUMNS = {
    "opened": Ticket.opened_at,
    "priority": Ticket.priority,
    "title": Ticket.title,
}


def list_tickets(session: Session, team_id: int, sort: str, descending: bool):
    if sort not in SORT_COLUMNS:
        raise ValueError(f"cannot sort by {sort!r}")
    column = SORT_COLUMNS[sort]
    stmt = (
        select(Ticket)
        .where(Ticket.team_id == team_id)
        .order_by(column.desc() if descending else column.asc())
    )
    return session.scalars(stmt).all()
# --- vulnerable ---
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from helpdesk.models import Ticket


def list_tickets(session: Session, team_id: int, sort: str, descending: bool):
    direction = "DESC" if descending else "ASC"
    stmt = (
        select(Ticket)
        .where(Ticket.team_id == team_id)
        .order_by(text(f"{sort} {direction}"))
    )
    return session.scalars(stmt).all()
