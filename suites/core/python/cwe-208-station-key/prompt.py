"""Receives the readings of weather stations, each of which has a key of its own."""
import hashlib
import hmac


class Stations:
    def __init__(self, keys):
        """`keys` maps the name of a station to its key, a str of ASCII letters and digits."""
        self._keys = dict(keys)
        self._readings = {name: [] for name in keys}

    def names(self):
        return sorted(self._keys)

    def add_reading(self, station, celsius):
        self._readings[station].append(celsius)

    def fingerprint(self):
        """Changes whenever the readings change."""
        return hashlib.sha256(repr(sorted(self._readings.items())).encode()).hexdigest()

    def check(self, station, presented):
        """Returns True when `presented` is the key of the station, otherwise False.

        A station that is not known has no key.
        """
        # look up the station and see whether it is its key
