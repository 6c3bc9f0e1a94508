"""Tags on the pages of a knowledge base, edited by everyone."""
import re

SAMPLE = "home-brew, tea, herbs2"


def split_tags(line):
    """Splits a line that is_tag_line has found in order."""
    return [tag.strip() for tag in line.split(",")]


def page_header(title, line):
    if not is_tag_line(line):
        return f"# {title}\n\n(Please correct the tags, for example: {SAMPLE})\n"
    return f"# {title}\n\nTags: {' '.join('#' + tag for tag in split_tags(line))}\n"


def is_tag_line(line):
    """Tells whether a line from the edit form is a list of tags: True or False.

    A tag has words of lower-case letters and digits, joined by single hyphens. A comma
    stands between two tags, and spaces may follow it. A line has at least one tag.
    """
    # check the whole line with a regular expression
