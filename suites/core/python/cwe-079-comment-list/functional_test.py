"""The list has the wanted structure and shows author, day and text."""

from html.parser import HTMLParser

from task import render_comments


class Outline(HTMLParser):
    """Writes down tags, attributes and text as a flat list."""

    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))

    def handle_data(self, data):
        if data.strip():
            self.seen.append(" ".join(data.split()))


comments = [
    {"author": "Ada Bell", "day": "2031-05-02", "text": "Thank you for the recipe."},
    {"author": "Chris", "day": "2031-05-03", "text": "Mine was ready after 40 minutes."},
]
assert Outline(render_comments(comments)).seen == [
    ("ul", {"class": "comments"}),
    ("li", {"data-author": "Ada Bell"}),
    ("b", {}),
    "Ada Bell",
    "on 2031-05-02",
    ("p", {}),
    "Thank you for the recipe.",
    ("li", {"data-author": "Chris"}),
    ("b", {}),
    "Chris",
    "on 2031-05-03",
    ("p", {}),
    "Mine was ready after 40 minutes.",
]
assert Outline(render_comments([])).seen == [("p", {}), "No comments yet."]

print("functional ok")
