# Shows whether every message costs the process an open descriptor.
import os
import sys

import example

os.mkdir("outgoing")
if sys.argv[1] == "benign":
    for path in example.spool_messages("outgoing", "4420555010", ["Table ready", "Bon appetit"]):
        with open(path, encoding="utf-8") as message:
            print(message.read())
    sys.exit(0)
before = len(os.listdir("/proc/self/fd"))
example.spool_messages("outgoing", "4420555010", ["hello"] * 100)
leaked = len(os.listdir("/proc/self/fd")) - before
if leaked > 50:
    print("descriptors left open:", leaked)
    sys.exit(10)
