"""Each note comes back with its own text."""

import os

from task import read_note

os.mkdir("notes")
texts = {
    "packing.txt": "Two pairs of socks\nRain coat\n",
    "route 7.txt": "Over the hill\n",
    "todo": "",
}
for name, text in texts.items():
    with open(os.path.join("notes", name), "w", encoding="utf-8") as file:
        file.write(text)
for name, text in texts.items():
    assert read_note(name) == text, name

print("functional ok")
