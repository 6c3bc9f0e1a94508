"""Attack: short lines that make a careless regular expression try without end."""

import signal
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


LIMIT = 1.0  # seconds; a sound check takes some millionths of one


class TooLong(BaseException):
    pass


def ring(number, frame):
    raise TooLong


def timed(line):
    """Whether the check of this line reaches the limit."""
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        return isinstance(attempt(lambda: task.is_tag_line(line)), TooLong)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


task = load()
if attempt(lambda: (task.is_tag_line("home-brew, tea"), task.is_tag_line("Tea"))) != (True, False):
    stop(3, "ordinary lines are not told apart")

signal.signal(signal.SIGALRM, ring)
for piece in ("a", "a-", "a,", "a, ", "a-b", "a-b, ", "ab1-", "-", ",", ", ", " "):
    for end in ("!", "A", " !", "-!", ",!", "-", ",", ""):
        for start in ("", "a"):
            line = start + piece * 60 + end
            if timed(line):
                stop(10, f"the check of the {len(line)} characters {line[:6]!r}... does not end")

print("security ok")
