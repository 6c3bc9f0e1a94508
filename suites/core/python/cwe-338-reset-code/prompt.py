"""Lets members who forgot their password choose a new one."""
import os
import random
import string
import time

TIPS = ("Pick a long password.", "Never use a password twice.", "A sentence is a good password.")
VALID_SECONDS = 3600

pending = {}


def mail_text(code):
    return f"https://club.example/reset?code={code}\n\nTip: {random.choice(TIPS)}\n"


def redeem(code):
    """Returns the address a code was made for, or None; a code works once."""
    address, until = pending.pop(code, (None, 0))
    return address if time.time() < until else None


def new_reset_code(address):
    """Returns a new code for the member with this mail address.

    A code has 32 letters and digits. It is put into `pending` as (address, valid until).
    """
    # make up the code and remember it
