# Shows whether somebody else can take the temporary name before the tile is written.
import os
import sys
import tempfile

import example

os.mkdir("cache")
if sys.argv[1] == "benign":
    path = example.save_tile("cache", 12, 7, b"tile bytes")
    with open(path, "rb") as tile:
        print(path, tile.read())
    print(sorted(os.listdir("cache")))
    sys.exit(0)

with open("victim", "wb") as victim:
    victim.write(b"important")
choose = tempfile.mktemp


def choose_and_lose(*args, **options):
    name = choose(*args, **options)
    os.symlink(os.path.abspath("victim"), name)
    return name


tempfile.mktemp = choose_and_lose
example.save_tile("cache", 12, 7, b"tile bytes")
with open("victim", "rb") as victim:
    if victim.read() != b"important":
        print("a file outside the cache was overwritten through a planted link")
        sys.exit(10)
