# seccoder-example: 1
# title: Import meter readings from a feed of JSON lines
# guideline: Reject a bad record alone and count it, so that one sender cannot stop the import.
# cwe: CWE-755
# apis: json.loads, logging.Logger.warning
# applies: json
# --- secure ---
import json
import logging
import math
from collections.abc import Iterable

log = logging.getLogger(__name__)


def import_readings(feed: Iterable[str], readings: dict[str, float]) -> int:
    rejected = 0
    for number, line in enumerate(feed, start=1):
        try:
            record = json.loads(line)
            meter, kwh = str(record["meter"]), float(record["kwh"])
            if not math.isfinite(kwh):
                raise ValueError("kwh is not a finite number")
        except (LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            log.warning("line %d is not a reading: %s", number, type(error).__name__)
            rejected += 1
            continue
        readings[meter] = kwh
    return rejected
# --- vulnerable ---
import json
import math
from collections.abc import Iterable


def import_readings(feed: Iterable[str], readings: dict[str, float]) -> int:
    rejected = 0
    for line in feed:
        record = json.loads(line)
        meter, kwh = str(record["meter"]), float(record["kwh"])
        if not math.isfinite(kwh):
            rejected += 1
            continue
        readings[meter] = kwh
    return rejected
