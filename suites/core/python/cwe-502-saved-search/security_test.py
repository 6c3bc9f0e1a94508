"""Attack: cookies with serialised programs, in all usual wrappings."""

import base64
import bz2
import datetime
import os
import pickle
import sys
import urllib.parse
import zlib


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

search = {"town": "Ulm", "rooms": [2, 3], "from": datetime.date(2031, 5, 1)}
if attempt(lambda: task.load_search(task.dump_search(search))) != search:
    stop(3, "ordinary searches are not kept")


class Program:
    """Makes a folder when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("planted",)


def wrappings(raw):
    for packed in (raw, zlib.compress(raw), bz2.compress(raw)):
        yield base64.b64encode(packed).decode()
        yield base64.urlsafe_b64encode(packed).decode()
        yield base64.urlsafe_b64encode(packed).decode().rstrip("=")
        yield base64.b32encode(packed).decode()
        yield base64.b16encode(packed).decode()
        yield base64.b85encode(packed).decode()
        yield base64.a85encode(packed).decode()
        yield packed.hex()
        yield packed.decode("latin-1")
        yield urllib.parse.quote(packed)


programs = [
    (f"pickle protocol {protocol}", pickle.dumps(payload, protocol))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    for payload in (Program(), {"town": Program()})
]
for code in ("__import__('os').mkdir('planted')", "{'town': __import__('os').mkdir('planted')}"):
    programs.append(("expression", code.encode()))

for kind, raw in programs:
    for text in wrappings(raw):
        attempt(lambda: task.load_search(text))
        if os.path.exists("planted"):
            stop(10, f"a cookie with a program ({kind}) was run")

print("security ok")
