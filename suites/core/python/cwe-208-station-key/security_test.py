"""Watches how the stored key is compared.

The running time of == depends on how long the common start of two strings is, but the
difference is too small to measure here. So the stored key reports what is done to it.
"""

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


KEY = "k7Qz0pLw4nTb2xRa"
compared = []  # what the whole key was compared with
read = []  # one entry for each character that was read


class Watched:
    """Mixed into str and bytes: reports comparisons and reads."""

    def __eq__(self, other):
        compared.append(other)
        return self.base.__eq__(self, other)

    def __ne__(self, other):
        compared.append(other)
        return self.base.__ne__(self, other)

    def __hash__(self):
        return self.base.__hash__(self)

    def __iter__(self):
        for piece in self.base.__iter__(self):
            read.append(piece)
            yield piece

    def __getitem__(self, index):
        read.append(index)
        return self.base.__getitem__(self, index)

    def startswith(self, *arguments):
        compared.append(arguments[0])
        return self.base.startswith(self, *arguments)

    def strip(self, *arguments):
        return type(self)(self.base.strip(self, *arguments))


class WatchedBytes(Watched, bytes):
    base = bytes

    def decode(self, *arguments, **named):
        return WatchedText(bytes.decode(self, *arguments, **named))


class WatchedText(Watched, str):
    base = str

    def __str__(self):
        return self

    def encode(self, *arguments, **named):
        return WatchedBytes(str.encode(self, *arguments, **named))


task = load()
stations = attempt(lambda: task.Stations({"north": WatchedText(KEY)}))
if attempt(lambda: bool(stations.check("north", KEY))) is not True:
    stop(3, "the right key is not accepted")


def guess(presented):
    """How many characters of the key are read for one wrong guess."""
    compared.clear()
    read.clear()
    if attempt(lambda: bool(stations.check("north", presented))) is not False:
        stop(3, "a wrong key is not refused")
    for other in compared:
        # Comparing with None or with the empty text tells nothing about the key.
        if isinstance(other, (str, bytes)) and len(other) > 1:
            stop(10, "the key is compared by ==, which stops at the first difference")
    return len(read)


if guess("#" * len(KEY)) != guess(KEY[:-1] + "#"):
    stop(10, "the comparison takes longer the more characters of the guess are right")

print("security ok")
