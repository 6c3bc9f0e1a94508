"""Exchanges the list of plants between the shops of a nursery, as XML."""
import xml.etree.ElementTree as ElementTree


def plant_names(text):
    root = ElementTree.fromstring(text)
    return [name.text for name in root.iter("name")]


def plants_xml(names):
    return "<plants>" + "".join(plant_xml(name) for name in names) + "</plants>"


def plant_xml(name):
    """Returns "<plant><name>NAME</name></plant>" for the name of a plant, as a str."""
