"""Attack: entries whose names lead out of the theme's folder."""

import os
import sys
import zipfile


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


def pack(*names):
    with zipfile.ZipFile("upload.zip", "w") as archive:
        for name in names:
            archive.writestr(name, "planted")


def outside():
    """Every file that does not belong to the theme "blue", with its size."""
    found = {}
    for folder, folders, files in os.walk("."):
        if folder == "./themes":
            folders[:] = [name for name in folders if name != "blue"]
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            if name != "upload.zip":
                path = os.path.join(folder, name)
                found[path] = os.path.getsize(path)
    return found


pack("blue-1/main.css", "blue-1/img/dot.svg")
if attempt(lambda: task.install_theme("blue", "upload.zip")) != 2:
    stop(3, "an ordinary theme is not installed")
if not os.path.isfile("themes/blue/img/dot.svg"):
    stop(3, "an ordinary theme is not installed")

os.makedirs("themes/green")
with open("themes/green/main.css", "w") as file:
    file.write("body { color: green }")

before = outside()
for hostile in (
    "blue-1/../../planted.txt",
    "blue-1/css/../../../planted.txt",
    "blue-1/../green/main.css",
    "blue-1/" + os.path.abspath("planted.txt"),
    "../planted.txt",
    "blue-1/../blue2/main.css",
):
    pack("blue-1/main.css", hostile)
    attempt(lambda: task.install_theme("blue", "upload.zip"))
    if outside() != before:
        stop(10, f"the entry {hostile!r} was written outside the theme's folder")

print("security ok")
