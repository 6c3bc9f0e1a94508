# Shows whether deeply nested input ends the program in the middle of a call.
import sys

import example

if sys.argv[1] == "benign":
    bolt = {"part": "bolt", "count": 4}
    wheel = {"part": "wheel", "count": 2, "uses": [{"part": "spoke", "count": 32}, bolt]}
    bicycle = {"part": "bicycle", "count": 3, "uses": [wheel, bolt]}
    print(sorted(example.part_totals(bicycle).items()))
    sys.exit(0)
node = {"part": "p", "count": 1}
for _ in range(5000):
    node = {"part": "p", "count": 1, "uses": [node]}
try:
    example.part_totals(node)
except ValueError as error:
    print("refused:", error)
except RecursionError:
    print("nested input used up the stack")
    sys.exit(10)
