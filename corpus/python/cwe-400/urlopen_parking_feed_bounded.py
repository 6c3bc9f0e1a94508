# seccoder-example: 1
# title: Read the free parking spaces from a city feed
# guideline: Read a response up to a limit and give up beyond it; read() takes whatever is sent.
# cwe: CWE-400, CWE-770
# apis: urllib.request.urlopen, http.client.HTTPResponse.read
# applies: urllib
# --- secure ---
import json
import urllib.request

FEED_URL = "https://parking.example.org/free.json"
MAX_BYTES = 256 * 1024


def free_spaces() -> dict[str, int]:
    with urllib.request.urlopen(FEED_URL, timeout=10) as response:
        body = response.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ValueError("the parking feed is too large")
    return {str(garage["name"]): int(garage["free"]) for garage in json.loads(body)}
# --- vulnerable ---
import json
import urllib.request

FEED_URL = "https://parking.example.org/free.json"


def free_spaces() -> dict[str, int]:
    with urllib.request.urlopen(FEED_URL, timeout=10) as response:
        body = response.read()
    return {str(garage["name"]): int(garage["free"]) for garage in json.loads(body)}
