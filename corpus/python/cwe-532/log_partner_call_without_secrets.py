# seccoder-example: 1
# title: Log the calls made to a partner's API
# guideline: Log chosen, harmless fields; never whole header sets, query strings or bodies.
# cwe: CWE-532
# apis: logging.Logger.info, urllib.parse.urlsplit
# applies: standard library
# --- secure ---
import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

log = logging.getLogger("partner")
LOGGED_HEADERS = ("content-type", "user-agent", "x-request-id")


def log_call(method: str, url: str, headers: Mapping[str, str], status: int) -> None:
    target = urlsplit(url)
    shown = {name: text for name, text in headers.items() if name.lower() in LOGGED_HEADERS}
    log.info("%s %s %r -> %d %r", method, target.hostname, target.path, status, shown)
# --- vulnerable ---
import logging
from collections.abc import Mapping

log = logging.getLogger("partner")


def log_call(method: str, url: str, headers: Mapping[str, str], status: int) -> None:
    shown = dict(headers)
    log.info("%s %r -> %d %r", method, url, status, shown)
