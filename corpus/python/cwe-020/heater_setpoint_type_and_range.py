# seccoder-example: 1
# title: Apply a temperature that arrives as a JSON message to a heater
# guideline: Check type and range of each received number; a chained comparison refuses NaN as well.
# cwe: CWE-20, CWE-1284
# apis: json.loads
# applies: standard library
# --- secure ---
import json


class Heater:
    def __init__(self) -> None:
        self.target = 18.0

    def handle(self, message: bytes) -> None:
        try:
            target = json.loads(message)["target"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ValueError("message has no target") from None
        if type(target) not in (int, float) or not 5 <= target <= 28:
            raise ValueError("target is out of range")
        self.target = float(target)

    def heats_at(self, measured: float) -> bool:
        return measured < self.target
# --- vulnerable ---
import json


class Heater:
    def __init__(self) -> None:
        self.target = 18.0

    def handle(self, message: bytes) -> None:
        try:
            target = json.loads(message)["target"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ValueError("message has no target") from None
        if target < 5 or target > 28:
            raise ValueError("target is out of range")
        self.target = float(target)

    def heats_at(self, measured: float) -> bool:
        return measured < self.target
