# seccoder-example: 1
# title: Build the web request that posts an announcement to a chat room
# guideline: Serialize a payload with json.dumps; quotes in a value break JSON made from strings.
# cwe: CWE-116
# apis: json.dumps, urllib.request.Request
# applies: standard library
# --- secure ---
import json
from urllib.request import Request


def announcement_request(endpoint: str, room: str, text: str) -> Request:
    body = json.dumps({"room": room, "pinned": False, "text": text})
    return Request(
        endpoint,
        data=body.encode("utf-8"),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
# --- vulnerable ---
from urllib.request import Request


def announcement_request(endpoint: str, room: str, text: str) -> Request:
    body = f'{{"room": "{room}", "pinned": false, "text": "{text}"}}'
    return Request(
        endpoint,
        data=body.encode("utf-8"),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
