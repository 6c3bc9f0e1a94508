# seccoder-example: 1
# title: Total a catering order sent as JSON
# guideline: Require a whole number in a sensible range for every quantity before computing.
# cwe: CWE-1284
# apis: json.loads
# applies: json
# --- secure ---
import json

MENU_CENTS = {"soup": 450, "salad": 620, "cake": 380}
MAX_PORTIONS = 200


def order_total(body: str) -> int:
    order = json.loads(body)
    if not isinstance(order, dict):
        raise ValueError("an order maps dishes to portions")
    total = 0
    for dish, portions in order.items():
        if dish not in MENU_CENTS:
            raise ValueError("there is no such dish")
        if type(portions) is not int or not 1 <= portions <= MAX_PORTIONS:
            raise ValueError(f"portions must be from 1 to {MAX_PORTIONS}")
        total += MENU_CENTS[dish] * portions
    return total
# --- vulnerable ---
import json

MENU_CENTS = {"soup": 450, "salad": 620, "cake": 380}


def order_total(body: str) -> int:
    order = json.loads(body)
    if not isinstance(order, dict):
        raise ValueError("an order maps dishes to portions")
    total = 0
    for dish, portions in order.items():
        if dish not in MENU_CENTS:
            raise ValueError("there is no such dish")
        total += MENU_CENTS[dish] * int(portions)
    return total
