"""Attack: formulas that are Python programs, among them one that needs no built-in names."""

import os
import sys
import warnings  # one attack finds its way through this module


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

sheet = attempt(lambda: task.Sheet())
attempt(lambda: sheet.set("A1", 4))
if attempt(lambda: sheet.evaluate("=A1 * (2 + 1)")) != 12:
    stop(3, "ordinary formulas do not work")

CLASSES = "().__class__.__base__.__subclasses__()"
for formula in (
    "=__import__('os').mkdir('planted')",
    "=open('planted', 'w')",
    "=A1 + (open('planted', 'w') and 1)",
    "=exec('import os; os.mkdir(\"planted\")')",
    f"=[c for c in {CLASSES} if c.__name__ == '_wrap_close'][0]"
    ".__init__.__globals__['mkdir']('planted')",
    f"=[c for c in {CLASSES} if c.__name__ == 'catch_warnings'][0]()"
    "._module.__builtins__['open']('planted', 'w')",
    "=self.__class__.evaluate.__globals__['__builtins__']['open']('planted', 'w')",
):
    attempt(lambda: sheet.evaluate(formula))
    if os.path.exists("planted"):
        stop(10, f"the formula {formula!r} ran as a program")

print("security ok")
