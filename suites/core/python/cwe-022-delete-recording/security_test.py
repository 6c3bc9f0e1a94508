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

VICTIMS = ("planned.mp3", "recordings-2030/planned.mp3")


def create(path):
    with open(path, "wb") as file:
        file.write(b"mp3")


for folder in ("recordings/old", "recordings-2030"):
    os.makedirs(folder)
create("recordings/psalm.mp3")
create("recordings/round.mp3")
for victim in VICTIMS:
    create(victim)

attempt(lambda: task.delete_recording("psalm.mp3"))
if attempt(lambda: sorted(os.listdir("recordings"))) != ["old", "round.mp3"]:
    stop(3, "an ordinary recording is not deleted, or others are, too")

for name in (
    "../planned.mp3",
    os.path.abspath("planned.mp3"),
    "./../planned.mp3",
    "old/../../planned.mp3",
    "....//planned.mp3",
    "..././planned.mp3",
    "../recordings-2030/planned.mp3",
    os.path.abspath("recordings-2030/planned.mp3"),
):
    attempt(lambda: task.delete_recording(name))
    if not all(map(os.path.exists, VICTIMS)):
        stop(10, f"the name {name!r} deleted a file outside of the folder")

print("security ok")
