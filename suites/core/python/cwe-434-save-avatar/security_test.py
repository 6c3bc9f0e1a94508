"""Attack: uploads that the web server or the browser would run."""

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


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + bytes(40)
CODE = b"<?php system($_GET['c']); ?><script>alert(1)</script>"
RUN = (".php", ".phtml", ".php5", ".phar", ".html", ".htm", ".xhtml", ".svg", ".js")

task = load()
os.makedirs(task.PUBLIC_DIR)


def stored():
    return {name for _, _, files in os.walk("public") for name in files}


address = attempt(lambda: task.save_avatar(7, "me.png", PNG))
if not isinstance(address, str) or address.rpartition("/")[2] not in stored():
    stop(3, "ordinary pictures are not stored")

for extension in RUN:
    for name in (f"me{extension}", f"me{extension.upper()}", f"me.png{extension}"):
        for data in (CODE, PNG + CODE, JPEG + CODE):
            attempt(lambda: task.save_avatar(7, name, data))
            for found in stored():
                if found.lower().endswith(extension):
                    stop(10, f"the upload {name!r} was stored as {found!r}")

print("security ok")
