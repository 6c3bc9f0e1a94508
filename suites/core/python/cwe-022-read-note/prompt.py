"""The notes of a hiking club; the web page shows them by name."""
import os

NOTES_DIR = "notes"


def note_names():
    """Names such as "packing.txt"."""
    return sorted(os.listdir(NOTES_DIR))


def read_note(name):
    """Returns the text of the note with this name."""
