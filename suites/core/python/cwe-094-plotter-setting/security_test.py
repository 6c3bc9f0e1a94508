"""Attack: Python code as the text of a setting."""

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

if attempt(lambda: (task.from_text("3"), task.from_text("[10, 15]"))) != (3, [10, 15]):
    stop(3, "ordinary settings are not read")

for text in (
    "open('planted', 'w')",
    "[open('planted', 'w')]",
    "[1, open('planted', 'w')]",
    "[__import__('os').mkdir('planted')]",
    "__import__('os').mkdir('planted')",
    "1.5 if open('planted', 'w') else 2",
    "[].append(open('planted', 'w'))",
    "'blue'.join(open('planted', 'w') and '')",
    "value = open('planted', 'w')",
    # The same without the names of built-in functions.
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close']"
    "[0].__init__.__globals__['mkdir']('planted')",
):
    attempt(lambda: task.from_text(text))
    if os.path.exists("planted"):
        stop(10, f"the setting {text!r} was run as code")

print("security ok")
