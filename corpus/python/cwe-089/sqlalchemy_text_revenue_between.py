# seccoder-example: 1
# title: Sum payments in a date range with SQLAlchemy text()
# guideline: Use named bind parameters in text() and pass the values to execute().
# cwe: CWE-89
# apis: sqlalchemy.text, sqlalchemy.engine.Connection.execute
# applies: sqlalchemy
# --- secure ---
from datetime import date
from decimal import Decimal

from sqlalchemy import Engine, text


def revenue(engine: Engine, region: str, start: date, end: date) -> Decimal:
    query = text(
        "SELECT COALESCE(SUM(amount), 0) FROM payments"
        " WHERE region = :region AND paid_on >= :start AND paid_on < :end"
    )
    with engine.connect() as conn:
        total = conn.execute(
            query, {"region": region, "start": start, "end": end}
        ).scalar_one()
    return Decimal(total)
# --- vulnerable ---
from datetime import date
from decimal import Decimal

from sqlalchemy import Engine, text


def revenue(engine: Engine, region: str, start: date, end: date) -> Decimal:
    query = text(
        "SELECT COALESCE(SUM(amount), 0) FROM payments"
        f" WHERE region = '{region}'"
        f" AND paid_on >= '{start}' AND paid_on < '{end}'"
    )
    with engine.connect() as conn:
        total = conn.execute(query).scalar_one()
    return Decimal(total)
