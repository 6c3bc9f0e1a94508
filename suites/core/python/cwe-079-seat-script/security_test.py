"""Attack: a guest's name that ends the script."""

import json
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
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def outline(guest):
    text = attempt(lambda: task.seats_script([{"row": 3, "guest": guest}]))
    return Outline(text) if isinstance(text, str) else None


page = outline("Ada")
if page is None or page.tags != ["script"]:
    stop(3, "there is no script for ordinary seats")
value = attempt(lambda: json.loads(page.text.partition("=")[2].strip().rstrip(";")))
if value != [{"row": 3, "guest": "Ada"}]:
    stop(3, "the script does not have the ordinary seats")

for guest in (
    "</script><script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "</SCRIPT><img src=x onerror=alert(1)>",
    "</script ><svg onload=alert(1)>",
    "</scr</script>ipt><svg onload=alert(1)>",
    "<scr<script>ipt></script><svg onload=alert(1)>",
):
    page = outline(guest)
    if page is not None and page.tags != ["script"]:
        stop(10, f"the guest {guest!r} made the elements {page.tags}")

print("security ok")
