# A mirror sends a changed region, which is put in place.
import hashlib
import io
import os
import sys
import tempfile
from pathlib import Path

import example

with tempfile.TemporaryDirectory() as folder:
    target = Path(folder, "north.map")
    good = b"roads" * 50000
    named = hashlib.sha256(good).hexdigest()
    if sys.argv[1] == "benign":
        example.save_region(io.BytesIO(good), target, named)
        print(target.read_bytes() == good, os.listdir(folder))
    else:
        try:
            example.save_region(io.BytesIO(good + b"!"), target, named)
        except ValueError:
            pass
        if os.listdir(folder):
            print("a changed region was put in place")
            sys.exit(10)
