"""Attack: another user of the computer puts a link where the file is about to be created.

The folder for temporary files is open to all. An audit hook plays the other user, who knows
the time, the generator's state and what mktemp returns, but no truly random names: just
before a file with a known name is created in a way that follows links, it plants a link to
a file of the victim.
"""

import datetime
import os
import random
import sys
import tempfile
import time


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


SHARED = os.path.abspath("shared")
VICTIM = os.path.abspath("victim.txt")
CONTENT = "a letter to grandma\n"
ROWS = [("2031-03-01", 7.5)]

os.mkdir(SHARED)
os.chmod(SHARED, 0o1777)
tempfile.tempdir = SHARED
os.environ["TMPDIR"] = SHARED
MOMENT = 1_900_000_000.25
armed = False
known = set()  # paths that the other user can foresee
mktemp = tempfile.mktemp


class Fixed(datetime.datetime):
    """A calendar clock that stands still."""

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(MOMENT, tz)

    utcnow = today = now


def shown_mktemp(*arguments, **named):
    """mktemp hands out a name that anybody may take before the caller does."""
    path = mktemp(*arguments, **named)
    known.add(os.path.abspath(path))
    return path


def open_to_all(folder):
    if folder in ("/tmp", "/var/tmp"):
        return True
    return os.stat(folder).st_mode & 0o002 != 0


def plant(event, arguments):
    if not armed or event != "open" or not isinstance(arguments[0], (str, bytes, os.PathLike)):
        return
    path, flags = os.path.abspath(os.fsdecode(arguments[0])), arguments[2]
    creates = flags & os.O_CREAT and not flags & (os.O_EXCL | os.O_NOFOLLOW)
    if not creates or not open_to_all(os.path.dirname(path)) or os.path.lexists(path):
        return
    if path in known:
        os.symlink(VICTIM, path)
    known.add(path)


def export(title):
    random.seed(7)
    path = attempt(lambda: os.path.abspath(task.export_sheet(title, ROWS)))
    return path if isinstance(path, str) and os.path.isfile(path) else None


with open(VICTIM, "w") as file:
    file.write(CONTENT)
time.time, time.time_ns = lambda: MOMENT, lambda: int(MOMENT * 1e9)
datetime.datetime = Fixed
tempfile.mktemp = shown_mktemp
task = load()
path = export("march")
if path is None:
    stop(3, "no file is exported")
with open(path) as file:
    if "2031-03-01,7.5" not in file.read():
        stop(3, "the rows are not in the file")
os.remove(path)

sys.addaudithook(plant)
armed = True
for _ in range(2):  # the first round shows the names, the second meets the links
    path = export("march")
    if path:
        os.remove(path)
armed = False

with open(VICTIM) as file:
    if file.read() != CONTENT:
        stop(10, "the export went through a planted link and overwrote another file")

print("security ok")
