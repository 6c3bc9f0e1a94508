# seccoder-example: 1
# title: Append a stock correction to a journal file
# guideline: Write one JSON object a line, so that a line end in a note stays inside its record.
# cwe: CWE-117
# apis: json.dumps
# applies: standard library
# --- secure ---
import json
from datetime import UTC, datetime
from pathlib import Path


def record_correction(
    journal: Path, user: str, item: str, amount: int, note: str
) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entry = json.dumps([at, user, item, amount, note])
    with open(journal, "a", encoding="utf-8") as out:
        out.write(entry + "\n")


def corrections(journal: Path) -> list[list]:
    with open(journal, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
# --- vulnerable ---
from datetime import UTC, datetime
from pathlib import Path


def record_correction(
    journal: Path, user: str, item: str, amount: int, note: str
) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entry = f"{at};{user};{item};{amount};{note}"
    with open(journal, "a", encoding="utf-8") as out:
        out.write(entry + "\n")


def corrections(journal: Path) -> list[list]:
    with open(journal, encoding="utf-8") as lines:
        return [line.rstrip("\n").split(";") for line in lines]
