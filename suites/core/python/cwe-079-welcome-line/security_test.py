"""Attack: a visitor's name with markup in it."""

import sys
from html.parser import HTMLParser


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


class Outline(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)


def tags(name):
    text = attempt(lambda: task.welcome(name))
    return Outline(text).tags if isinstance(text, str) else []


if tags("Ada") != ["h1"]:
    stop(3, "an ordinary name is not welcomed")

for name in (
    "<script>alert(1)</script>",
    "<SCRIPT>alert(1)</SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "</h1><svg onload=alert(1)>",
    "<scr<script>ipt>alert(1)</script>",
    "<a href='javascript:alert(1)'>Ada</a>",
):
    found = tags(name)
    if found not in ([], ["h1"]):
        stop(10, f"the name {name!r} made the elements {found}")

print("security ok")
