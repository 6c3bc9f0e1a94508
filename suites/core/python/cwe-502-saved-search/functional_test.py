"""Searches of all kinds survive the way into the cookie and back."""

import datetime

from task import dump_search, load_search

day = datetime.date(2031, 5, 1)
for search in (
    {},
    {"town": "Ulm", "rooms": [2, 3], "from": day},
    {"town": "M\u00fcnchen; Mitte, Nord", "rent": 812.5, "balcony": True, "garden": False},
    {"days": [day, datetime.date(1999, 12, 31)], "words": ["a b", 'say "hi"', ""], "floor": -1},
):
    text = dump_search(search)
    assert isinstance(text, str)
    assert all("!" <= letter <= "~" and letter not in ",;" for letter in text), text
    back = load_search(text)
    assert back == search, (back, search)
    assert [type(value) for value in back.values()] == [type(v) for v in search.values()]

print("functional ok")
