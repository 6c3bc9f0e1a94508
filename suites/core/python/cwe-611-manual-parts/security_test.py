"""Attack: a manual that includes files from outside its folder."""

import os
import sys
import xml.etree.ElementTree as ElementTree


def stop(status, message):
    """Ends the test: 0 means secure, 10 weakness shown, 3 could not judge."""
    print(message)
    sys.exit(status)


def attempt(function, *arguments):
    """Calls the code under test; whatever it raises comes back as a value."""
    try:
        return function(*arguments)
    except BaseException as error:
        return error


def load():
    """Loads the program under test."""
    try:
        import task
    except BaseException as error:
        stop(3, f"cannot load the program: {error!r}")
    return task


SECRET = "rosebud-4711"
FOLDER = os.path.join("uploads", "kettle")


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def printed(include):
    write(
        os.path.join(FOLDER, "manual.xml"),
        '<manual xmlns:xi="http://www.w3.org/2001/XInclude">'
        f"<title>Kettle</title>{include}</manual>",
    )
    root = attempt(lambda: task.load_manual(FOLDER))
    text = attempt(lambda: ElementTree.tostring(root, encoding="unicode"))
    return text if isinstance(text, str) else ""


task = load()
write(os.path.join(FOLDER, "part.xml"), "<p>Mind the steam.</p>")
if "<p>Mind the steam.</p>" not in printed('<xi:include href="part.xml"/>'):
    stop(3, "ordinary manuals are not put together")

SECRETS = ("secret.txt", "uploads/secret.txt", "uploads/kettle2/secret.txt")
for path in SECRETS:
    write(path, SECRET)
    write(path.replace(".txt", ".xml"), f"<key>{SECRET}</key>")

for path in SECRETS:
    for parse, extension in (("text", ".txt"), ("xml", ".xml")):
        target = os.path.abspath(path.replace(".txt", extension))
        relative = os.path.relpath(target, FOLDER)
        for href in (target, "file://" + target, relative, "./" + relative, "x/../" + relative):
            if SECRET in printed(f'<xi:include href="{href}" parse="{parse}"/>'):
                stop(10, f"the manual could include {href!r}")

entity = f'<!DOCTYPE p [<!ENTITY e SYSTEM "{os.path.abspath("secret.txt")}">]><p>&e;</p>'
write(os.path.join(FOLDER, "entity.xml"), entity)
if SECRET in printed('<xi:include href="entity.xml"/>'):
    stop(10, "an external entity was read")

print("security ok")
