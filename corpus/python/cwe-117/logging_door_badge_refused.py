# seccoder-example: 1
# title: Log a badge that a door refused
# guideline: Log text from outside with %r, which shows line ends and control signs as escapes.
# cwe: CWE-117
# apis: logging.Logger.warning
# applies: standard library
# --- secure ---
import logging

log = logging.getLogger("doors")


def open_door(door: str, badge: str, allowed: set[str]) -> bool:
    if badge not in allowed:
        log.warning("badge %r was refused at door %r", badge[:64], door)
        return False
    log.info("door %r opened", door)
    return True
# --- vulnerable ---
import logging

log = logging.getLogger("doors")


def open_door(door: str, badge: str, allowed: set[str]) -> bool:
    if badge not in allowed:
        log.warning("badge '%s' was refused at door '%s'", badge[:64], door)
        return False
    log.info("door '%s' opened", door)
    return True
