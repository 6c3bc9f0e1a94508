"""Download page of a text editor."""
import hashlib


def size_label(data):
    return f"{len(data) / 1_000_000:.1f} MB"


def table_row(name, data):
    return f"{name:30} {size_label(data):>10} {checksum(data)}"


def checksum(data):
    """Returns the checksum of a file's bytes in hexadecimal digits.

    Users compare it with that of the file which they got from a mirror.
    """
