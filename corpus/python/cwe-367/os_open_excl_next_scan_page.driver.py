# Shows whether two scanners that store at the same time lose a page.
import os
import sys
import threading

import example

os.mkdir("scans")
if sys.argv[1] == "benign":
    for image in (b"first", b"second", b"third"):
        print(example.store_scan("scans", image))
    print(sorted(os.listdir("scans")))
    sys.exit(0)

meet = threading.Barrier(2)
look = os.path.exists


def look_together(path):
    found = look(path)
    try:
        meet.wait(1)
    except threading.BrokenBarrierError:
        pass
    return found


os.path.exists = look_together
images = [b"left page", b"right page"]
threads = [threading.Thread(target=example.store_scan, args=("scans", i)) for i in images]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
kept = []
for name in os.listdir("scans"):
    with open(os.path.join("scans", name), "rb") as scan:
        kept.append(scan.read())
if sorted(kept) != images:
    print("one of two pages was overwritten:", kept)
    sys.exit(10)
