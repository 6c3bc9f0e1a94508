# seccoder-example: 1
# title: Apply a customer's changes to a meal order
# guideline: Build the changes from named, typed fields; never pass the request's keys through.
# cwe: CWE-915
# apis: dataclasses.replace
# applies: standard library
# --- secure ---
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Order:
    meal: str
    portions: int
    note: str
    price_cents: int
    paid: bool


def change_order(order: Order, changes: dict) -> Order:
    if order.paid:
        raise ValueError("a paid order stays as it is")
    portions = changes.get("portions", order.portions)
    note = changes.get("note", order.note)
    if type(portions) is not int or not 1 <= portions <= 20:
        raise ValueError("portions must be 1 to 20")
    if type(note) is not str or len(note) > 200:
        raise ValueError("the note is too long")
    price = order.price_cents // order.portions * portions
    return replace(order, portions=portions, note=note, price_cents=price)
# --- vulnerable ---
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Order:
    meal: str
    portions: int
    note: str
    price_cents: int
    paid: bool


def change_order(order: Order, changes: dict) -> Order:
    if order.paid:
        raise ValueError("a paid order stays as it is")
    portions = changes.get("portions", order.portions)
    note = changes.get("note", order.note)
    if type(portions) is not int or not 1 <= portions <= 20:
        raise ValueError("portions must be 1 to 20")
    if type(note) is not str or len(note) > 200:
        raise ValueError("the note is too long")
    price = order.price_cents // order.portions * portions
    return replace(order, **{"price_cents": price, **changes})
