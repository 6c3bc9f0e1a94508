    plant = ElementTree.Element("plant")
    ElementTree.SubElement(plant, "name").text = name
    return ElementTree.tostring(plant, encoding="unicode")
