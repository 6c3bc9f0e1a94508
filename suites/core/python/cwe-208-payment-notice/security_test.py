"""Watches how the presented signature is compared.

The running time of == depends on how long the common start of two strings is, but the
difference is too small to measure here. So the presented text reports what is done to it.
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


compared = []  # what the whole text was compared with
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

    def strip(self, *arguments):
        return type(self)(self.base.strip(self, *arguments))

    def lower(self):
        return type(self)(self.base.lower(self))


class WatchedBytes(Watched, bytes):
    base = bytes


class WatchedText(Watched, str):
    base = str

    def __str__(self):
        return self

    def encode(self, *arguments, **named):
        return WatchedBytes(str.encode(self, *arguments, **named))


task = load()
BODY = b"paid 12.50"
right = attempt(lambda: task.signature(BODY))
if not isinstance(right, str) or attempt(lambda: bool(task.is_signed(BODY, right))) is not True:
    stop(3, "the right signature is not accepted")


def guess(presented):
    """How many characters of a wrong guess are read."""
    compared.clear()
    read.clear()
    if attempt(lambda: bool(task.is_signed(BODY, WatchedText(presented)))) is True:
        stop(3, "a wrong signature is accepted")
    for other in compared:
        if isinstance(other, (str, bytes)) and len(other) >= 32:
            stop(10, "the signature is compared by ==, which stops at the first difference")
    return len(read)


wrong = "".join("1" if digit == "0" else "0" for digit in right)
if guess(wrong) != guess(right[:-1] + wrong[-1]):
    stop(10, "the comparison takes longer the more characters of the guess are right")

print("security ok")
