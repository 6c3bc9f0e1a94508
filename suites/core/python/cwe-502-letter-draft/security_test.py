"""Attack: a draft that runs code when it is read."""

import base64
import os
import pickle
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


class Evil:
    def __init__(self, call, *arguments):
        self.call = (call, arguments)

    def __reduce__(self):
        return self.call


if attempt(lambda: task.read_draft(task.pack_draft({"to": "Ada"}))) != {"to": "Ada"}:
    stop(3, "an ordinary draft is not read")

for evil in (
    Evil(os.mkdir, "planted"),
    Evil(exec, "import os; os.mkdir('planted')"),
    {"to": Evil(os.mkdir, "planted")},
):
    for protocol in (0, 2, 4):
        text = base64.b64encode(pickle.dumps(evil, protocol)).decode()
        attempt(lambda: task.read_draft(text))
        if os.path.exists("planted"):
            stop(10, "reading a draft ran its code")

print("security ok")
