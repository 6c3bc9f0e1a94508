# Shows whether a small upload takes any amount of memory.
import gzip
import sys
import tracemalloc

import example

if sys.argv[1] == "benign":
    for text in ("rotor 14.2 rpm\npower 1.8 MW\n", "", "x" * 500_000):
        report = example.unpack_report(gzip.compress(text.encode()))
        print(len(report), report[:40])
    sys.exit(0)
packed = gzip.compress(bytes(32 << 20), 9)
try:
    tracemalloc.start()
    example.unpack_report(packed)
except ValueError as error:
    print("refused:", error)
_, peak = tracemalloc.get_traced_memory()
if peak > 16 << 20:
    print(len(packed), "bytes took", peak, "bytes of memory")
    sys.exit(10)
