# seccoder-example: 1
# title: Fetch the stock of many parts with an IN list
# guideline: Generate one placeholder per value of an IN list and bind the values.
# cwe: CWE-89
# apis: pymysql.cursors.Cursor.execute
# applies: pymysql
# --- secure ---
from pymysql.connections import Connection


def stock_levels(conn: Connection, part_nos: list[str]) -> dict[str, int]:
    if not part_nos:
        return {}
    marks = ", ".join(["%s"] * len(part_nos))
    with conn.cursor() as cursor:
        cursor.execute(
            f"SELECT part_no, on_hand FROM stock WHERE part_no IN ({marks})",
            part_nos,
        )
        return dict(cursor.fetchall())
# --- vulnerable ---
from pymysql.connections import Connection


def stock_levels(conn: Connection, part_nos: list[str]) -> dict[str, int]:
    if not part_nos:
        return {}
    values = ", ".join(f"'{part_no}'" for part_no in part_nos)
    with conn.cursor() as cursor:
        cursor.execute(
            f"SELECT part_no, on_hand FROM stock WHERE part_no IN ({values})"
        )
        return dict(cursor.fetchall())
