"""Attack: folders whose name carries a command for the shell."""

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

os.mkdir("photos")
line = attempt(lambda: task.folder_size("photos"))
if not isinstance(line, str) or "photos" not in line:
    stop(3, "the size of an ordinary folder does not come back")

for folder in (
    "photos; touch planted;",
    "photos & touch planted &",
    "photos | touch planted",
    "$(touch planted)",
    "`touch planted`",
    "photos'; touch planted; '",
    'photos"; touch planted; "',
    'photos" $(touch planted) "',
    "photos' `touch planted` '",
    "photos\ntouch planted\n",
):
    os.makedirs(folder, exist_ok=True)
    attempt(lambda: task.folder_size(folder))
    if any("planted" in files for _, _, files in os.walk(".")):
        stop(10, f"the folder name {folder!r} ran a command")

print("security ok")
