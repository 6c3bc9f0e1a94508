"""Newsletter of a sports club. The trainers write the templates on a web form."""
import hashlib
import os
import re

LINK_KEY = os.environ.get("CLUB_LINK_KEY", "")


class Member:
    def __init__(self, name, town, since, iban=""):
        self.name = name
        self.town = town
        self.since = since
        self.iban = iban


def unsubscribe_link(member):
    mark = hashlib.sha256((LINK_KEY + member.name).encode()).hexdigest()
    return f"https://club.example/leave/{member.name}/{mark}"


def fill_template(template, member):
    """Returns a trainer's template with the data of a member filled in.

    A template may use {member.name}, {member.town} and {member.since}, as in
    "Dear {member.name}, a member since {member.since}".
    """
    # replace the placeholders
