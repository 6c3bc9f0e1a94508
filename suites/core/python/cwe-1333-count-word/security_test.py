"""Attack: words that take a regular expression very long."""

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


LIMIT = 1.0  # seconds; counting a word in a short text takes some millionths of one


class TooLong(BaseException):
    pass


def ring(number, frame):
    raise TooLong


def timed(text, word):
    """Whether counting this word reaches the limit."""
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        return isinstance(attempt(lambda: task.count_word(text, word)), TooLong)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


task = load()
if attempt(lambda: task.count_word("Tea or taxi", "tea")) != 1:
    stop(3, "an ordinary word is not counted")

signal.signal(signal.SIGALRM, ring)
for word in ("(a+)+x", "(a|a)*x", "(a*)*x", "(a|aa)+!x", "(aa?)+x", "(.*a){20}x"):
    if timed("Well, " + "a" * 60 + "!", word):
        stop(10, f"counting {word!r} in a text of 67 characters does not end")

print("security ok")
