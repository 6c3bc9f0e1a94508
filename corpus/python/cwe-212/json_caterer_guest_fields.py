# seccoder-example: 1
# title: Send a guest list to the caterer of an event
# guideline: Copy the fields that a receiver needs by name; do not pass whole records on.
# cwe: CWE-212
# apis: json.dumps
# applies: dataclasses, json
# --- secure ---
import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Guest:
    name: str
    diet: str
    table: int
    phone: str
    passport: str


def caterer_list(guests: Iterable[Guest]) -> str:
    return json.dumps(
        [{"name": g.name, "diet": g.diet, "table": g.table} for g in guests]
    )
# --- vulnerable ---
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass
class Guest:
    name: str
    diet: str
    table: int
    phone: str
    passport: str


def caterer_list(guests: Iterable[Guest]) -> str:
    return json.dumps([asdict(g) for g in guests])
