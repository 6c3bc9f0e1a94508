# The name of a branch must stay text in the drawing.
import sys
import xml.etree.ElementTree as ET

from example import build_badge


def elements(svg):
    return [element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()]


if sys.argv[1] == "benign":
    print(build_badge("main", "passed"))
    print(build_badge("release-2.1", "queued"))
else:
    for branch, status in (
        ("<script>alert(1)</script>", "passed"),
        ("main", '<a href="javascript:alert(1)">failed</a>'),
    ):
        found = elements(build_badge(branch, status))
        if found != ["svg", "rect", "text"]:
            print("elements of the badge:", *found)
            sys.exit(10)
