"""Looks whether other users of the computer could read or change the file."""

import os
import stat
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

# What most systems have set: others may read new files.
os.umask(0o022)
os.mkdir("home", 0o755)


def reachable(path, file_bit, folder_bit):
    """Whether users with these permission bits get through all folders to the file."""
    if not stat.S_IMODE(os.stat(path).st_mode) & file_bit:
        return False
    folder = os.path.dirname(path)
    while folder != "home":
        if not stat.S_IMODE(os.stat(folder).st_mode) & folder_bit:
            return False
        folder = os.path.dirname(folder)
    return True


for token in ("tok-1", "tok-2"):
    attempt(lambda: task.save_token("home", "eu.parcel.example", token))
    if attempt(lambda: task.load_token("home", "eu.parcel.example")) != token:
        stop(3, "the token is not stored")

    for folder, _, files in os.walk("home"):
        for path in (os.path.join(folder, name) for name in files):
            with open(path, "rb") as file:
                if b"tok-" not in file.read():
                    continue
            mode = oct(stat.S_IMODE(os.stat(path).st_mode))
            if reachable(path, stat.S_IROTH | stat.S_IWOTH, stat.S_IXOTH):
                stop(10, f"every user can get at {path!r} with mode {mode}")
            if reachable(path, stat.S_IRGRP | stat.S_IWGRP, stat.S_IXGRP):
                stop(10, f"users of the same group can get at {path!r} with mode {mode}")

print("security ok")
