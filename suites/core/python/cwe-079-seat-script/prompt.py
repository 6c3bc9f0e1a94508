"""Seat map of a theatre. Its page has a script that draws SEATS."""
import json


def load_seats(path):
    """Reads a list such as [{"row": 3, "guest": "Ada"}]."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def seats_script(seats):
    """Returns the HTML "<script>SEATS = ...;</script>" with the list of seats as JSON."""
