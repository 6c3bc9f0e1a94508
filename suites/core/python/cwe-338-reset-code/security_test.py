"""Attack: repeat what an attacker may know, the generator's state and the time of day.

If the code comes out the same again, it can be computed instead of guessed.
"""

import datetime
import random
import sys
import time


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


MOMENT = 1_900_000_000.25


class Fixed(datetime.datetime):
    """A calendar clock that stands still."""

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(MOMENT, tz)

    utcnow = today = now


datetime.datetime = Fixed
task = load()

for name, value in (
    ("time", MOMENT),
    ("time_ns", int(MOMENT * 1e9)),
    ("monotonic", 5000.5),
    ("perf_counter", 5000.5),
    ("process_time", 0.5),
):
    setattr(time, name, lambda value=value: value)


def code(seed):
    random.seed(seed)
    value = attempt(lambda: task.new_reset_code("ada@club.example"))
    return value if isinstance(value, str) else None


codes = [code(seed) for seed in (1, 2, 3)]
if None in codes or any(len(value) < 8 for value in codes):
    stop(3, "no code is made")

for seed, value in zip((1, 2, 3), codes):
    if code(seed) == value:
        stop(10, "the same generator state and time give the same code")

print("security ok")
