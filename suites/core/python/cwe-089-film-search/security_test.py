"""Attack: SQL in the word that is searched for."""

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


def found(word):
    db = task.open_library()
    db.execute("INSERT INTO films VALUES ('Blue Sea', 2001)")
    db.execute("INSERT INTO teachers VALUES ('Eve', 7391)")
    result = attempt(lambda: [tuple(row) for row in task.search(db, word)])
    return result if isinstance(result, list) else []


if found("Blue") != [("Blue Sea", 2001)] or found("Moon"):
    stop(3, "ordinary words do not find their films")

for quote in "'\"":
    for word in (
        f"zzz{quote} OR 1=1 --",
        f"zzz{quote} OR {quote}a{quote} LIKE {quote}a",
        f"zzz{quote} UNION SELECT name, pin FROM teachers --",
        f"zzz%{quote}) OR (1=1) --",
    ):
        rows = found(word)
        if rows:
            stop(10, f"no title has {word!r}, but {rows[0]} came back")

print("security ok")
