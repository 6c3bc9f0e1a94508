# The values of a generated module must stay values when the module is run.
import runpy
import sys
from pathlib import Path

from example import write_settings


def load(*values):
    found = runpy.run_path(str(write_settings(Path(), *values)))
    return {name: found[name] for name in sorted(found) if name.isupper()}


if sys.argv[1] == "benign":
    print(load("Rosie", "Good morning!", 8080))
    print(load("tram-bot", "It's me", 9000))
else:
    text = 'Hi"\nopen("made-by-greeting", "w").close()\nX = "'
    settings = load("Rosie", text, 8080)
    if Path("made-by-greeting").exists() or settings["GREETING"] != text:
        print("the greeting ran as code")
        sys.exit(10)
