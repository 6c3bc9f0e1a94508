# Shows whether another user of the temporary folder can redirect the work files.
import os
import sys
import tempfile

import example

os.mkdir("tmp")
tempfile.tempdir = os.path.abspath("tmp")
example.CHUNK_LINES = 2
with open("readings.txt", "w") as source:
    source.write("2024-03 7\n2024-01 9\n2024-02 4\n2023-12 1\n2024-05 2")
if sys.argv[1] == "benign":
    example.sort_readings("readings.txt", "sorted.txt")
    with open("sorted.txt") as result:
        print(result.read())
    sys.exit(0)

with open("victim", "w") as victim:
    victim.write("important")
# Whoever comes first owns the folder and what lies in it.
os.mkdir("tmp/readings")
os.symlink(os.path.abspath("victim"), "tmp/readings/0.txt")
example.sort_readings("readings.txt", "sorted.txt")
with open("victim") as victim:
    if victim.read() != "important":
        print("a work file was written through a link in a shared folder")
        sys.exit(10)
