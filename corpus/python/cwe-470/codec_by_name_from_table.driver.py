# The name of a codec must not reach other functions of the interpreter.
import bz2
import os
import sys
import zlib

from example import pack

if sys.argv[1] == "benign":
    print(zlib.decompress(pack(b"rows", "zlib.compress")))
    print(bz2.decompress(pack(b"more rows", "bz2.compress")))
    try:
        pack(b"rows", "none")
    except ValueError as error:
        print(error)
else:
    for codec in ("os.mkdir", "subprocess.getoutput"):
        try:
            pack(b"made-by-name", codec)
        except (ValueError, TypeError):
            continue
    if os.path.isdir("made-by-name"):
        print("the setting called os.mkdir")
        sys.exit(10)
