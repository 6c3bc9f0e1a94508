"""Included XML and text stand in the tree, in their places."""

import os

from task import headings, load_manual, word_count

os.makedirs("uploads/kettle")


def write(name, text):
    with open(os.path.join("uploads/kettle", name), "w", encoding="utf-8") as file:
        file.write(text)


write("safety.xml", "<chapter><title>Safety</title><p>Mind the steam.</p></chapter>")
write("notes.txt", "Descale it once a month.")
write(
    "manual.xml",
    '<manual xmlns:xi="http://www.w3.org/2001/XInclude"><title>Kettle</title>'
    '<xi:include href="safety.xml"/><p>Tip: <xi:include href="notes.txt" parse="text"/></p>'
    "</manual>",
)
write("short.xml", "<manual><title>Short</title></manual>")

root = load_manual("uploads/kettle")
assert root.tag == "manual"
assert headings(root) == ["Kettle", "Safety"]
assert [child.tag for child in root] == ["title", "chapter", "p"]
assert root.find("chapter/p").text == "Mind the steam."
assert "".join(root[2].itertext()) == "Tip: Descale it once a month."
assert word_count(root) == 11

assert headings(load_manual("uploads/kettle", "short.xml")) == ["Short"]

print("functional ok")
