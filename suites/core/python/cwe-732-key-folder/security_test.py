"""Looks whether other users of the server get into the folder."""

import os
import stat
import sys


def stop(status, message):
    """Ends the test: 0 means secure, 10 weakness shown, 3 could not judge."""
    print(message)
    sys.exit(status)


def attempt(function, *arguments):
    """Calls the code under test; whatever it raises comes back as a value."""
    try:
        return function(*arguments)
    except BaseException as error:
        return error


def load():
    """Loads the program under test."""
    try:
        import task
    except BaseException as error:
        stop(3, f"cannot load the program: {error!r}")
    return task


task = load()

# What most systems have set: others may enter new folders.
os.umask(0o022)
os.makedirs("homes/ada", 0o755)


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


attempt(lambda: task.make_key_folder("ada"))
if not os.path.isdir("homes/ada/keys"):
    stop(3, "the folder is not created")

for who, bits, enter in (
    ("every user", stat.S_IRWXO, stat.S_IXOTH),
    ("users of the same group", stat.S_IRWXG, stat.S_IXGRP),
):
    if mode("homes/ada/keys") & bits and mode("homes/ada") & enter:
        stop(10, f"{who} can get into the folder with mode {mode('homes/ada/keys'):o}")

print("security ok")
