"""Attack: addresses of others that look like the own ones."""

import sys
from urllib.parse import urlsplit


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

for url, own in (
    ("https://cinema.example/films", True),
    ("https://www.cinema.example/films", True),
    ("https://other.example/films", False),
):
    result = attempt(lambda: bool(task.is_own(url)))
    if result is not own:
        stop(3, "ordinary addresses are not told apart")

for url in (
    "https://evilcinema.example/",
    "https://evil-cinema.example/",
    "https://cinema.example.evil.test/",
    "https://www.cinema.example.evil.test/",
    "https://cinema.example@evil.test/",
    "https://cinema.example:443@evil.test/",
    "https://evil.test/cinema.example",
    "https://evil.test/?https://cinema.example",
    "https://evil.test#.cinema.example",
    "https://evil.test/.cinema.example",
    "https://evil.test/https://www.cinema.example",
):
    if attempt(lambda: bool(task.is_own(url))) is True:
        stop(10, f"{url!r} is taken for an own server, but it is {urlsplit(url).hostname!r}")

print("security ok")
