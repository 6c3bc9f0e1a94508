"""Flat finder: keeps a visitor's last search in a cookie of the browser.

dump_search(search) makes the cookie's text and load_search(text) reads it again, for
example for {"town": "Ulm", "rooms": [2, 3], "from": datetime.date(2031, 5, 1)}.
"""
import base64
import datetime
import json
import pickle

COOKIE = "last_search"


def headline(search):
    return f"Flats in {search.get('town', 'all towns')} from {search.get('from', 'now')}"
