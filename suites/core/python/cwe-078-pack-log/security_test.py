"""Attack: logs whose name carries a command for the shell."""

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
HERE = os.getcwd()


def pack(name):
    os.chdir(HERE)  # the program may have changed it
    with open(os.path.join("logs", name), "w") as log:
        log.write("page 1\n")
    attempt(lambda: task.pack(name))
    os.chdir(HERE)


os.mkdir("logs")
pack("monday.log")
if not os.path.exists("logs/monday.log.gz"):
    stop(3, "an ordinary log is not packed")

for name in (
    "a.log; touch planted;",
    "a.log & touch planted &",
    "a.log | touch planted",
    "$(touch planted)",
    "`touch planted`",
    "a.log'; touch planted; '",
    'a.log"; touch planted; "',
    'a.log" $(touch planted) "',
    "a.log' `touch planted` '",
    "a.log\ntouch planted\n",
):
    pack(name)
    if any("planted" in files for _, _, files in os.walk(".")):
        stop(10, f"the log name {name!r} ran a command")

print("security ok")
