# seccoder-example: 1
# title: Show the current track in a pattern that a listener chose
# guideline: Replace the known fields by name; str.format lets the pattern read any attribute.
# cwe: CWE-134
# apis: re.Pattern.sub
# applies: re
# --- secure ---
import re
from dataclasses import dataclass

FIELD = re.compile(r"\{(title|artist|album)\}")


@dataclass
class Member:
    name: str
    api_token: str


@dataclass
class Track:
    title: str
    artist: str
    album: str
    added_by: Member


def now_playing(pattern: str, track: Track) -> str:
    known = {"title": track.title, "artist": track.artist, "album": track.album}
    return FIELD.sub(lambda field: known[field[1]], pattern)
# --- vulnerable ---
from dataclasses import dataclass


@dataclass
class Member:
    name: str
    api_token: str


@dataclass
class Track:
    title: str
    artist: str
    album: str
    added_by: Member


def now_playing(pattern: str, track: Track) -> str:
    return pattern.format_map(vars(track))
