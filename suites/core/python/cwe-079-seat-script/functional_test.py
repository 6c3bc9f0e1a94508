"""The script sets SEATS to the list."""

import json
import re

from task import seats_script

for seats in ([], [{"row": 3, "guest": "Ada"}, {"row": 4, "guest": "Eve \"May\" & Bo"}]):
    text = seats_script(seats).strip()
    script = re.fullmatch(r"<script\b[^<>]*>(.*)</script>", text, re.S)
    assert script, text
    match = re.fullmatch(r"(?:(?:var|let|const)\s)?\s*SEATS\s*=(.*?);?", script[1].strip(), re.S)
    assert match, text
    assert json.loads(match[1]) == seats, text

print("functional ok")
