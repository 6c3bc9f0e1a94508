# seccoder-example: 1
# title: Read recent sensor values with asyncpg
# guideline: Use $1-style arguments for every value, LIMIT included.
# cwe: CWE-89
# apis: asyncpg.Pool.fetch
# applies: asyncpg
# --- secure ---
from datetime import datetime

import asyncpg


async def latest_readings(
    pool: asyncpg.Pool, sensor: str, since: datetime, limit: int = 100
) -> list[tuple[datetime, float]]:
    records = await pool.fetch(
        "SELECT taken_at, value FROM readings"
        " WHERE sensor = $1 AND taken_at >= $2"
        " ORDER BY taken_at DESC LIMIT $3",
        sensor,
        since,
        max(1, min(limit, 1000)),
    )
    return [(record["taken_at"], record["value"]) for record in records]
# --- vulnerable ---
from datetime import datetime

import asyncpg


async def latest_readings(
    pool: asyncpg.Pool, sensor: str, since: datetime, limit: int = 100
) -> list[tuple[datetime, float]]:
    records = await pool.fetch(
        "SELECT taken_at, value FROM readings"
        f" WHERE sensor = '{sensor}' AND taken_at >= '{since}'"
        f" ORDER BY taken_at DESC LIMIT {limit}"
    )
    return [(record["taken_at"], record["value"]) for record in records]
