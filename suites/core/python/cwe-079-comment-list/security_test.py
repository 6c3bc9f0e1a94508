"""Attack: markup in a comment must not become tags or attributes of the page."""

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
    """Collects tags together with the names of their attributes."""

    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, tuple(sorted(name for name, _ in attributes))))


def outline(**changed):
    comment = {"author": "Ada", "day": "2031-05-02", "text": "Fine.", **changed}
    page = attempt(lambda: task.render_comments([comment]))
    return Outline(page).seen if isinstance(page, str) else None


allowed = outline()
if not allowed or ("li", ("data-author",)) not in allowed:
    stop(3, "an ordinary comment is not rendered")

MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><svg onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "x onmouseover=alert(1)",
    "</p><iframe src=x></iframe>",
    "<scr<script>ipt>alert(1)</script>",
)
for field in ("author", "day", "text"):
    for markup in MARKUP:
        for piece in outline(**{field: markup}) or ():
            if piece not in allowed:
                stop(10, f"{markup!r} as {field} made the element {piece}")

print("security ok")
