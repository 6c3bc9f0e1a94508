# seccoder-example: 1
# title: Reserve a free theatre seat with aiosqlite
# guideline: Bind the values of an UPDATE too, and let its row count say whether the seat was free.
# cwe: CWE-89
# apis: aiosqlite.Connection.execute
# applies: aiosqlite, asyncio
# --- secure ---
import aiosqlite


async def reserve_seat(
    db: aiosqlite.Connection, show_id: int, seat: str, customer: str
) -> bool:
    async with db.execute(
        "UPDATE seats SET customer = ?"
        " WHERE show_id = ? AND seat = ? AND customer IS NULL",
        (customer, show_id, seat),
    ) as cursor:
        reserved = cursor.rowcount == 1
    await db.commit()
    return reserved
# --- vulnerable ---
import aiosqlite


async def reserve_seat(
    db: aiosqlite.Connection, show_id: int, seat: str, customer: str
) -> bool:
    async with db.execute(
        f"UPDATE seats SET customer = '{customer}'"
        f" WHERE show_id = {show_id} AND seat = '{seat}' AND customer IS NULL"
    ) as cursor:
        reserved = cursor.rowcount == 1
    await db.commit()
    return reserved
