# seccoder-example: 1
# title: Convert a price that a seller typed to cents
# guideline: Convert money with Decimal from text; a float loses cents when it is cut to an int.
# cwe: CWE-681, CWE-682
# apis: decimal.Decimal, re.fullmatch
# applies: decimal
# --- secure ---
import re
from decimal import Decimal


def price_in_cents(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}(?:\.[0-9]{1,2})?", text):
        raise ValueError("a price has at most two decimals")
    return int(Decimal(text) * 100)
# --- vulnerable ---
import re


def price_in_cents(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}(?:\.[0-9]{1,2})?", text):
        raise ValueError("a price has at most two decimals")
    return int(float(text) * 100)
