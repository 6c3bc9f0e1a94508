"""Two known files with the same MD5, and sums for which such files can be made."""

import hashlib
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


def checksum(data):
    value = attempt(lambda: task.checksum(data))
    return value.lower() if isinstance(value, str) else None


FIRST = bytes.fromhex(
    "4dc968ff0ee35c209572d4777b721587d36fa7b21bdc56b74a3dc0783e7b9518"
    "afbfa200a8284bf36e8e4b55b35f427593d849676da0d1555d8360fb5f07fea2"
)
SECOND = bytes.fromhex(
    "4dc968ff0ee35c209572d4777b721587d36fa7b21bdc56b74a3dc0783e7b9518"
    "afbfa202a8284bf36e8e4b55b35f427593d849676da0d1d55d8360fb5f07fea2"
)

ordinary = checksum(b"editor 1.0")
if not ordinary or ordinary == checksum(b"editor 1.1"):
    stop(3, "ordinary files have no checksum of their own")

if checksum(FIRST) == checksum(SECOND):
    stop(10, "two different files have the same checksum")
for name in ("md5", "sha1"):
    digest = hashlib.new(name, b"editor 1.0", usedforsecurity=False)
    if ordinary == digest.hexdigest():
        stop(10, f"the checksum is {name}, for which two files with the same sum can be made")
if len(ordinary.removeprefix("0x")) < 32:
    stop(10, f"the checksum {ordinary!r} is so short that another file with it is soon found")

print("security ok")
