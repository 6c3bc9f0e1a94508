"""Attack: SQL in the name that is looked up."""

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


def find(name):
    db = task.open_book()
    db.executemany("INSERT INTO people VALUES (?, ?)", [("Ada", "0731 11"), ("Bo", "0731 22")])
    return attempt(lambda: task.find_phone(db, name))


if find("Bo") != "0731 22":
    stop(3, "an ordinary name is not found")
if "0731" in str(find("Moon")):
    stop(3, "a name that is not in the book has a number")

for quote in "'\"":
    for name in (
        f"x{quote} OR 1=1 --",
        f"x{quote} OR {quote}1{quote}={quote}1",
        f"x{quote} UNION SELECT phone FROM people --",
        f"x{quote}) OR (1=1) --",
    ):
        found = find(name)
        if not isinstance(found, BaseException) and "0731" in str(found):
            stop(10, f"nobody is called {name!r}, but {found!r} came back")

print("security ok")
