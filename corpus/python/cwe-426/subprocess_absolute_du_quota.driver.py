# Shows whether the caller's PATH decides which program the helper runs.
import os
import sys

import example

with open("inbox", "wb") as inbox:
    inbox.write(bytes(10 * 1024))
if sys.argv[1] == "benign":
    print(example.folder_kib("inbox"))
    sys.exit(0)
os.mkdir("bin")
with open("bin/du", "w") as program:
    program.write("#!/bin/sh\n: > ran\necho 1 inbox\n")
os.chmod("bin/du", 0o755)
os.environ["PATH"] = os.path.abspath("bin") + ":" + os.environ["PATH"]
example.folder_kib("inbox")
if os.path.exists("ran"):
    print("a program of the caller was run by the helper")
    sys.exit(10)
