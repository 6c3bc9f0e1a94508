"""Sends the files of a project to the browser."""

TYPES = {"pdf": "application/pdf", "png": "image/png", "txt": "text/plain"}


def content_type(name):
    extension = name.rpartition(".")[2].lower()
    return "Content-Type: " + TYPES.get(extension, "application/octet-stream")


def headers(name):
    return content_type(name) + "\r\n" + disposition(name) + "\r\n\r\n"


def disposition(name):
    """Returns the line 'Content-Disposition: attachment; filename="NAME"' for a file's name."""
