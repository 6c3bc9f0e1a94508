"""The heading says the visitor's name."""

import re

from task import welcome

for name in ("Ada", "Eve May", "Zoë"):
    heading = welcome(name).strip()
    assert re.fullmatch(rf"<h1\b[^<>]*>\s*Welcome, {name}!\s*</h1>", heading), heading

print("functional ok")
