"""Attack: a plant's name that brings elements of its own."""

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


task = load()


def elements(name):
    text = attempt(lambda: task.plant_xml(name))
    root = attempt(lambda: ElementTree.fromstring(f"<plants>{text}</plants>"))
    if isinstance(text, BaseException) or isinstance(root, BaseException):
        return []  # refused, or nothing that a shop could read
    return [element.tag for element in root.iter()]


ORDINARY = ["plants", "plant", "name"]
if elements("Rose") != ORDINARY:
    stop(3, "an ordinary name is not written")

for name in (
    "Rose</name><price>0</price><name>",
    "</name><price>0</price><name>Rose",
    "Rose</name></plant><plant><name>Thyme",
    "<b>Rose</b>",
    "Rose]]></name><price>0</price><name><![CDATA[",
    "Rose<price/>",
):
    found = elements(name)
    if len(found) > len(ORDINARY):
        stop(10, f"the name {name!r} made the elements {found[1:]}")

print("security ok")
