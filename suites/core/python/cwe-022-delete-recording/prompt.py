"""Recordings of a choir. The members manage them on a web page."""
import os

RECORDINGS = "recordings"


def total_bytes():
    with os.scandir(RECORDINGS) as entries:
        return sum(entry.stat().st_size for entry in entries)


def delete_recording(name):
    """Deletes the file RECORDINGS/<name>, for example "psalm.mp3"."""
