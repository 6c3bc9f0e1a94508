# seccoder-example: 1
# title: Total the parts of a nested assembly
# guideline: Walk nested input with a list as the stack, and refuse it beyond a fixed depth.
# cwe: CWE-674
# apis: collections.Counter, list.pop
# applies: standard library
# --- secure ---
from collections import Counter

MAX_DEPTH = 30


def part_totals(assembly: dict) -> Counter[str]:
    totals: Counter[str] = Counter()
    waiting = [(assembly, 1, 1)]
    while waiting:
        node, factor, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise ValueError("the assembly is nested too deeply")
        factor *= int(node["count"])
        totals[node["part"]] += factor
        for child in node.get("uses", ()):
            waiting.append((child, factor, depth + 1))
    return totals
# --- vulnerable ---
from collections import Counter


def part_totals(assembly: dict, factor: int = 1) -> Counter[str]:
    factor *= int(assembly["count"])
    totals = Counter({assembly["part"]: factor})
    for child in assembly.get("uses", ()):
        totals.update(part_totals(child, factor))
    return totals
