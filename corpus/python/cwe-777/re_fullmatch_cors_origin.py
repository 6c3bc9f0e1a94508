# seccoder-example: 1
# title: Allow the browser origins of one's own subdomains
# guideline: Match the whole origin with fullmatch; match accepts any text after the host name.
# cwe: CWE-777, CWE-625
# apis: re.Pattern.fullmatch
# applies: re
# --- secure ---
import re

OWN_ORIGIN = re.compile(r"https://[a-z0-9-]{1,63}\.tickets\.example")


def cors_headers(origin: str | None) -> dict[str, str]:
    headers = {"Vary": "Origin"}
    if origin and OWN_ORIGIN.fullmatch(origin):
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Allow-Credentials"] = "true"
    return headers
# --- vulnerable ---
import re

OWN_ORIGIN = re.compile(r"https://[a-z0-9-]{1,63}\.tickets\.example")


def cors_headers(origin: str | None) -> dict[str, str]:
    headers = {"Vary": "Origin"}
    if origin and OWN_ORIGIN.match(origin):
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Allow-Credentials"] = "true"
    return headers
