# Shows whether the owner of the folder can redirect the purge by swapping it for a link.
import os
import sys

import example


def fill(folder, *names):
    os.mkdir(folder)
    for name in names:
        path = os.path.join(folder, name)
        with open(path, "w") as handle:
            handle.write(name)
        os.utime(path, (1_000_000, 1_000_000))


fill("previews", "a.png", "b.png")
with open("previews/fresh.png", "w") as handle:
    handle.write("fresh")
if sys.argv[1] == "benign":
    print(example.purge_previews("previews", 3600), os.listdir("previews"))
    sys.exit(0)

fill("accounts", "ledger.db")
real_open, real_islink = os.open, os.path.islink


def swap():
    if not os.path.lexists("previews.old"):
        os.rename("previews", "previews.old")
        os.symlink("accounts", "previews")


def open_then_swap(path, *args, **options):
    handle = real_open(path, *args, **options)
    swap()
    return handle


def islink_then_swap(path):
    answer = real_islink(path)
    swap()
    return answer


os.open, os.path.islink = open_then_swap, islink_then_swap
example.purge_previews("previews", 3600)
if not os.path.exists("accounts/ledger.db"):
    print("a file of another folder was deleted through a swapped link")
    sys.exit(10)
