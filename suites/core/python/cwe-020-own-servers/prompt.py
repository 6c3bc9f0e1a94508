"""Adds the visitor's ticket to links, but only to those of our own servers."""
from urllib.parse import urlsplit

HOST = "cinema.example"


def with_ticket(url, ticket):
    return f"{url}?ticket={ticket}" if is_own(url) else url


def is_own(url):
    """Returns True if the https address is on HOST or one of its subdomains, otherwise False."""
