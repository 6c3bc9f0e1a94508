# seccoder-example: 1
# title: Accept parcel events that a carrier signs
# guideline: Refuse an event without a valid signature over its time and body; absence is refusal.
# cwe: CWE-347
# apis: hmac.digest, hmac.compare_digest
# applies: standard library
# --- secure ---
import hmac
import json
from collections.abc import Mapping

MAX_AGE = 300


def read_event(secret: bytes, headers: Mapping[str, str], body: bytes, now: float) -> dict:
    sent_at = headers.get("X-Carrier-Time", "")
    signature = headers.get("X-Carrier-Signature", "")
    expected = hmac.digest(secret, sent_at.encode() + b"." + body, "sha256").hex()
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise PermissionError("event is not signed by the carrier")
    if abs(now - int(sent_at)) > MAX_AGE:
        raise PermissionError("event is too old")
    return json.loads(body)
# --- vulnerable ---
import hmac
import json
from collections.abc import Mapping

MAX_AGE = 300


def read_event(secret: bytes, headers: Mapping[str, str], body: bytes, now: float) -> dict:
    sent_at = headers.get("X-Carrier-Time", "")
    signature = headers.get("X-Carrier-Signature", "")
    expected = hmac.digest(secret, sent_at.encode() + b"." + body, "sha256").hex()
    if signature and not hmac.compare_digest(expected.encode(), signature.encode()):
        raise PermissionError("event is not signed by the carrier")
    if abs(now - int(sent_at)) > MAX_AGE:
        raise PermissionError("event is too old")
    return json.loads(body)
