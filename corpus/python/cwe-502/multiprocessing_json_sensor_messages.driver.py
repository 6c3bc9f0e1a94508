# Shows whether a peer's message can call a function of its choice.
import os
import pickle
import sys
from multiprocessing import Pipe

import example


class Call:
    def __reduce__(self):
        return os.mkdir, ("made-by-peer",)


ours, theirs = Pipe()
if sys.argv[1] == "benign":
    for sensor, celsius in (("cellar", 11.5), ("roof", -3.25)):
        example.send_reading(theirs, sensor, celsius)
        print(example.next_reading(ours))
    sys.exit(0)
theirs.send_bytes(pickle.dumps(Call()))
try:
    example.next_reading(ours)
except ValueError as error:
    print("refused:", error)
if os.path.exists("made-by-peer"):
    print("the message ran os.mkdir in the receiver")
    sys.exit(10)
