"""Looks whether the text of an error reaches the browser."""

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
SECRETS = ("/srv/weather/private", "pw-7391")


class StoreError(Exception):
    pass


def failing(error):
    def handler(query):
        raise error

    return handler


def answer(handler):
    value = attempt(lambda: tuple(task.answer(handler, "Ulm")))
    return value if isinstance(value, tuple) and len(value) == 2 else (None, None)


if answer(lambda query: "sunny in " + query) != (200, "sunny in Ulm"):
    stop(3, "an ordinary request is not answered")
if answer(failing(RuntimeError("off")))[0] != 500:
    stop(3, "a failure is not answered")

for error in (
    FileNotFoundError(2, "No such file", "/srv/weather/private/station.key"),
    StoreError("cannot log in to db.internal as weather with password pw-7391"),
    ValueError("postgres://weather:pw-7391@db.internal/"),
    KeyError("pw-7391"),
):
    text = str(answer(failing(error))[1])
    for secret in SECRETS:
        if secret in text:
            stop(10, f"the browser is told {text[-90:]!r}")

print("security ok")
