"""Attack: names that lead out of the folder."""

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

for folder in ("notes/2030", "notes-private"):
    os.makedirs(folder)
for path, text in (
    ("notes/packing.txt", "Rain coat"),
    ("secret.txt", "pin 7391"),
    ("notes-private/secret.txt", "pin 7391"),
):
    with open(path, "w") as file:
        file.write(text)

if attempt(lambda: task.read_note("packing.txt")) != "Rain coat":
    stop(3, "an ordinary note is not read")

for name in (
    "../secret.txt",
    os.path.abspath("secret.txt"),
    "./../secret.txt",
    "2030/../../secret.txt",
    "....//secret.txt",
    "..././secret.txt",
    "../notes-private/secret.txt",
    os.path.abspath("notes-private/secret.txt"),
    os.path.abspath("notes") + "/../secret.txt",
):
    text = attempt(lambda: task.read_note(name))
    if not isinstance(text, BaseException) and "7391" in str(text):
        stop(10, f"the name {name!r} shows a file outside of the folder")

print("security ok")
