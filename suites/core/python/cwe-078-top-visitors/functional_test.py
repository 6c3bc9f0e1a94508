"""Addresses are counted and the most frequent come first."""

import os

from task import top_visitors

os.mkdir("logs")
with open("logs/monday.log", "w") as log:
    for address, hits in (("10.0.0.7", 3), ("192.0.2.44", 12), ("198.51.100.2", 5)):
        for number in range(hits):
            log.write(f"{address} GET /page/{number} 200\n")

assert [tuple(row) for row in top_visitors("monday.log")] == [
    ("192.0.2.44", 12),
    ("198.51.100.2", 5),
    ("10.0.0.7", 3),
]
assert [tuple(row) for row in top_visitors("monday.log", 1)] == [("192.0.2.44", 12)]
assert [tuple(row) for row in top_visitors("monday.log", limit=2)] == [
    ("192.0.2.44", 12),
    ("198.51.100.2", 5),
]

print("functional ok")
