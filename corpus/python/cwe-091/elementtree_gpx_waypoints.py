# seccoder-example: 1
# title: Export favourite places as GPX waypoints
# guideline: Build XML documents from elements, which escape their texts, and not from strings.
# cwe: CWE-91
# apis: xml.etree.ElementTree.SubElement, xml.etree.ElementTree.tostring
# applies: standard library
# --- secure ---
import xml.etree.ElementTree as ET

GPX = "http://www.topografix.com/GPX/1/1"


def gpx_waypoints(places: list[tuple[str, float, float]]) -> str:
    gpx = ET.Element("gpx", xmlns=GPX, version="1.1", creator="trail-notes")
    for name, lat, lon in places:
        point = ET.SubElement(gpx, "wpt", lat=f"{lat:.5f}", lon=f"{lon:.5f}")
        ET.SubElement(point, "name").text = name
    return ET.tostring(gpx, encoding="unicode")
# --- vulnerable ---
GPX = "http://www.topografix.com/GPX/1/1"


def gpx_waypoints(places: list[tuple[str, float, float]]) -> str:
    gpx = f'<gpx xmlns="{GPX}" version="1.1" creator="trail-notes">'
    for name, lat, lon in places:
        point = f'<wpt lat="{lat:.5f}" lon="{lon:.5f}">'
        gpx += f"{point}<name>{name}</name></wpt>"
    return gpx + "</gpx>"
