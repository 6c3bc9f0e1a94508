# Shows whether clients can fill the memory with waiting orders.
import sys

import example

if sys.argv[1] == "benign":
    print(example.submit("lighthouse", 2), example.submit("tram", 1))
    for _ in range(2):
        example.print_next(lambda motif, copies: print(copies, motif))
    print(example.orders.unfinished_tasks)
    sys.exit(0)
taken = sum(example.submit("m" * 100, 1) for _ in range(50_000))
if taken > 10_000:
    print("orders waiting in memory:", example.orders.qsize())
    sys.exit(10)
