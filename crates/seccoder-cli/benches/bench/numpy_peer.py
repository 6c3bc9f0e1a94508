"""Times numpy's exact search: python numpy_peer.py ROWS DIMENSIONS RUNS LIMIT.

Prints seconds, and the most memory it took in bytes, as JSON. The values are random, which does not change the time.
"""

import json
import resource
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
report = {"median": times[(runs + 1) // 2 - 1], "p99": times[-(-runs * 99 // 100) - 1]}
# Linux counts in kilobytes.
report["resident"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(report))
