"""Attack: repeat what an attacker may know, the generator's state and the time of day.

If the same PINs come out again, they can be computed instead of guessed.
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
ticks = [0.0]


def moment():
    """A clock that starts at the same time for each attempt and runs."""
    ticks[0] += 0.001
    return MOMENT + ticks[0]


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(moment(), tz)

    utcnow = today = now


datetime.datetime = Clock
time.time = time.monotonic = time.perf_counter = moment
time.time_ns = time.monotonic_ns = time.perf_counter_ns = lambda: int(moment() * 1e9)

task = load()


def pins(seed):
    """Three PINs one after the other, from the same start."""
    random.seed(seed)
    ticks[0] = 0.0
    return [attempt(lambda: task.new_pin()) for _ in range(3)]


for pin in pins(1):
    if not isinstance(pin, str) or len(pin) != 6:
        stop(3, "no PIN of six digits is made")

for seed in (1, 2, 3):
    if pins(seed) == pins(seed):
        stop(10, "the same generator state and time give the same PINs")

print("security ok")
