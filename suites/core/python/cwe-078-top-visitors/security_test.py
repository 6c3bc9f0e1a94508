"""Attack: log names that carry a command for the shell."""

import os
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

os.mkdir("logs")
with open("logs/monday.log", "w") as log:
    log.write("10.0.0.7 GET /\n192.0.2.44 GET /\n192.0.2.44 GET /\n")


def planted():
    return any("planted" in files for _, _, files in os.walk("."))


result = attempt(lambda: list(map(tuple, task.top_visitors("monday.log"))))
if result != [("192.0.2.44", 2), ("10.0.0.7", 1)]:
    stop(3, "ordinary logs are not counted")

for name in (
    "monday.log; touch planted;",
    "monday.log & touch planted &",
    "monday.log | touch planted",
    "$(touch planted)",
    "`touch planted`",
    "monday.log'; touch planted; '",
    'monday.log"; touch planted; "',
    'monday.log" $(touch planted) "',
    "monday.log' `touch planted` '",
    "monday.log\ntouch planted\n",
    "x' || touch planted || '",
):
    attempt(lambda: task.top_visitors(name))
    if planted():
        stop(10, f"the log name {name!r} ran a command")

print("security ok")
