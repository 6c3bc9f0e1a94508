"""Times numpy's exact search: python numpy_peer.py ROWS DIMENSIONS RUNS LIMIT.

Prints seconds as JSON. The values are random, which does not change the time.
"""

import json
import sys
import time

import numpy

rows, dimensions, runs, limit = map(int, sys.argv[1:])
random = numpy.random.default_rng(rows)
matrix = random.standard_normal((rows, dimensions), dtype=numpy.float32)
queries = random.standard_normal((runs + 1, dimensions), dtype=numpy.float32)


def search(query):
    scores = matrix @ query
    best = numpy.argpartition(scores, -limit)[-limit:]
    return best[numpy.argsort(-scores[best])]


search(queries[runs])
times = []
for query in queries[:runs]:
    start = time.perf_counter()
    search(query)
    times.append(time.perf_counter() - start)
times.sort()
print(json.dumps({"median": times[(runs + 1) // 2 - 1], "p99": times[-(-runs * 99 // 100) - 1]}))
