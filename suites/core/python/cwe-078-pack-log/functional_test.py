"""The packed log has the same text."""

import gzip
import os

from task import pack

os.mkdir("logs")
for name, text in (("monday.log", "page 1\npage 2\n" * 50), ("tuesday.log", "empty tray\n")):
    with open(os.path.join("logs", name), "w", encoding="utf-8") as log:
        log.write(text)
    pack(name)
    with gzip.open(os.path.join("logs", name + ".gz"), "rt", encoding="utf-8") as log:
        assert log.read() == text

print("functional ok")
