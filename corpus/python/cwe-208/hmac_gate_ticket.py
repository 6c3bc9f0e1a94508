# seccoder-example: 1
# title: Check the tag of a concert ticket at the gate
# guideline: Compare authentication tags with hmac.compare_digest, never with == or !=.
# cwe: CWE-208
# apis: hmac.new, hmac.compare_digest
# applies: standard library
# --- secure ---
import hashlib
import hmac


def ticket_code(key: bytes, seat: str) -> str:
    tag = hmac.new(key, seat.encode(), hashlib.sha256).hexdigest()
    return f"{seat}.{tag}"


def seat_of_ticket(key: bytes, code: str) -> str | None:
    seat, _, tag = code.rpartition(".")
    expected = hmac.new(key, seat.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), tag.encode()):
        return None
    return seat
# --- vulnerable ---
import hashlib
import hmac


def ticket_code(key: bytes, seat: str) -> str:
    tag = hmac.new(key, seat.encode(), hashlib.sha256).hexdigest()
    return f"{seat}.{tag}"


def seat_of_ticket(key: bytes, code: str) -> str | None:
    seat, _, tag = code.rpartition(".")
    expected = hmac.new(key, seat.encode(), hashlib.sha256).hexdigest()
    if tag != expected:
        return None
    return seat
