"""Start page of a reading club."""
import html


def plain_text(summary):
    """A book's summary comes with entities such as &eacute;."""
    return html.unescape(summary)


def footer():
    return "<p>Open on Mondays.</p>"


def welcome(name):
    """Returns an h1 heading, as HTML, which says "Welcome, NAME!" to the visitor."""
