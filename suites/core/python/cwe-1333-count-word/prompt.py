"""Transcripts of a town council, with a search page for visitors."""
import re


def sentences(text):
    return re.split(r"(?<=[.!?])\s+", text)


def count_word(text, word):
    """Returns how often the whole word occurs in the text, in upper or lower case."""
    # search with a regular expression
