# seccoder-example: 1
# title: Read the calibration points of a sensor from a text field
# guideline: Read literals with ast.literal_eval behind a length limit; eval runs any expression.
# cwe: CWE-95
# apis: ast.literal_eval
# applies: standard library
# --- secure ---
import ast
from math import isfinite


def parse_calibration(text: str) -> list[tuple[float, float]]:
    if len(text) > 2000:
        raise ValueError("calibration is too long")
    try:
        pairs = ast.literal_eval(text)
        points = [(float(raw), float(actual)) for raw, actual in pairs]
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, OverflowError):
        raise ValueError("calibration is not a list of pairs") from None
    if not all(isfinite(value) for point in points for value in point):
        raise ValueError("calibration is not finite")
    return sorted(points)
# --- vulnerable ---
from math import isfinite


def parse_calibration(text: str) -> list[tuple[float, float]]:
    if len(text) > 2000:
        raise ValueError("calibration is too long")
    try:
        pairs = eval(text)
        points = [(float(raw), float(actual)) for raw, actual in pairs]
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, OverflowError):
        raise ValueError("calibration is not a list of pairs") from None
    if not all(isfinite(value) for point in points for value in point):
        raise ValueError("calibration is not finite")
    return sorted(points)
