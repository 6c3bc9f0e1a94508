# seccoder-example: 1
# title: Decide from an access list who may edit a map layer
# guideline: Allow only what an entry grants, let a denial win, and refuse everything else.
# cwe: CWE-285, CWE-284
# apis: set.isdisjoint
# applies: standard library
# --- secure ---
from typing import Literal, NamedTuple


class Entry(NamedTuple):
    who: str
    actions: frozenset[str]
    effect: Literal["allow", "deny"]


def may(entries: list[Entry], user: str, groups: set[str], action: str) -> bool:
    callers = {f"user:{user}"} | {f"group:{name}" for name in groups}
    effects = {e.effect for e in entries if e.who in callers and action in e.actions}
    return effects == {"allow"}
# --- vulnerable ---
from typing import Literal, NamedTuple


class Entry(NamedTuple):
    who: str
    actions: frozenset[str]
    effect: Literal["allow", "deny"]


def may(entries: list[Entry], user: str, groups: set[str], action: str) -> bool:
    callers = {f"user:{user}"} | {f"group:{name}" for name in groups}
    effects = {e.effect for e in entries if e.who in callers and action in e.actions}
    return "deny" not in effects
