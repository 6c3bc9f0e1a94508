"""The element has the plant's name."""

import xml.etree.ElementTree as ElementTree

from task import plant_names, plant_xml, plants_xml

for name in ("Rose", "Sea holly", "Männertreu"):
    text = plant_xml(name)
    assert isinstance(text, str)
    plant = ElementTree.fromstring(text)
    assert plant.tag == "plant" and [child.tag for child in plant] == ["name"]
    assert plant[0].text.strip() == name
assert plant_names(plants_xml(["Rose", "Thyme"])) == ["Rose", "Thyme"]

print("functional ok")
