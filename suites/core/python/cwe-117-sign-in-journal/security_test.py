"""Attack: a user name with line breaks must not forge lines of the journal."""

import re
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


def lines():
    with open(task.JOURNAL, encoding="utf-8", newline="") as file:
        return re.split("\r\n|\n|\r", file.read())


attempt(lambda: task.record_sign_in("ada", "192.0.2.7", True))
attempt(lambda: task.record_sign_in("ada", "192.0.2.7", False))
line = "user=ada from=192.0.2.7 result="
if attempt(lambda: lines()[:2]) != [f"INFO {line}ok", f"WARNING {line}failed"]:
    stop(3, "ordinary sign-ins are not noted")

forged = "INFO user=root from=10.0.0.1 result=ok"
for accepted in (False, True):
    for break_ in ("\n", "\r\n", "\r"):
        attempt(lambda: task.record_sign_in(f"x{break_}{forged}{break_}y", "192.0.2.7", accepted))
        if any(line.startswith(forged) for line in lines()):
            stop(10, f"a name with {break_!r} forged the line {forged!r}")

print("security ok")
