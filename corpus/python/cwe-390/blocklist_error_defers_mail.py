# seccoder-example: 1
# title: Check the sender of a mail against a block list
# guideline: Act on a block list that cannot be read: log it and defer, never go on without it.
# cwe: CWE-390, CWE-636
# apis: logging.Logger.exception
# applies: standard library
# --- secure ---
import logging

log = logging.getLogger(__name__)


def accept_mail(sender: str, blocklist: str) -> bool:
    try:
        with open(blocklist, encoding="utf-8") as lines:
            blocked = {line.strip().casefold() for line in lines if line.strip()}
    except (OSError, UnicodeDecodeError):
        log.exception("the block list is not readable; mail is deferred")
        return False
    return sender.strip().casefold() not in blocked
# --- vulnerable ---
def accept_mail(sender: str, blocklist: str) -> bool:
    blocked = set()
    try:
        with open(blocklist, encoding="utf-8") as lines:
            blocked = {line.strip().casefold() for line in lines if line.strip()}
    except Exception:
        pass
    return sender.strip().casefold() not in blocked
