"""Settings of a plotter. Its users see and change them as text in a web form."""

DEFAULTS = {"pen": 1, "speed": 2.5, "margins": [10, 15], "color": "blue"}


def to_text(value):
    """Returns "[10, 15]" for [10, 15] and "'blue'" for "blue"."""
    return repr(value)


def from_text(text):
    """Returns the value of a text such as to_text makes: [10, 15] for "[10, 15]"."""
