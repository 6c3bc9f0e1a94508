"""Accounts of a recipe exchange."""
import hashlib
import hmac
import os


class Account:
    def __init__(self, name):
        self.name = name
        self.salt = b""
        self.digest = ""


def etag(page):
    """Lets browsers see whether a page has changed."""
    return hashlib.sha256(page.encode()).hexdigest()[:16]


def password_digest(password, salt):
    """Returns the text that is kept in an account's `digest` for a password.

    `password` is a str, `salt` are 16 random bytes. The same input gives the same text.
    """
    # hash the password together with the salt and return hexadecimal digits
