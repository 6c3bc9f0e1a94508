# seccoder-example: 1
# title: Export the guests of an event for a spreadsheet
# guideline: Put an apostrophe before cells that a spreadsheet would read as a formula.
# cwe: CWE-1236
# apis: csv.writer
# applies: csv
# --- secure ---
import csv
from collections.abc import Iterable
from typing import TextIO

FORMULA_START = ("=", "+", "-", "@")


def text_cell(value: str) -> str:
    return "'" + value if value.lstrip().startswith(FORMULA_START) else value


def export_guests(guests: Iterable[tuple[str, str, int]], target: TextIO) -> None:
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "remark", "seats"])
    for name, remark, seats in guests:
        writer.writerow([text_cell(name), text_cell(remark), int(seats)])
# --- vulnerable ---
import csv
from collections.abc import Iterable
from typing import TextIO


def export_guests(guests: Iterable[tuple[str, str, int]], target: TextIO) -> None:
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "remark", "seats"])
    for name, remark, seats in guests:
        writer.writerow([name, remark, int(seats)])
