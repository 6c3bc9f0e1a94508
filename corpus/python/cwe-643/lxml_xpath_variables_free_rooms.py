# seccoder-example: 1
# title: List the rooms of a campus with enough seats from a plan in XML
# guideline: Compile the XPath expression once and hand values to it as variables.
# cwe: CWE-643
# apis: lxml.etree.XPath
# applies: lxml
# --- secure ---
from lxml import etree

FITTING_ROOMS = etree.XPath(
    "//room[@campus = $campus and number(@seats) >= $seats]/@name"
)


def fitting_rooms(plan: etree._ElementTree, campus: str, seats: int) -> list[str]:
    names = FITTING_ROOMS(plan, campus=campus, seats=seats)
    return sorted(str(name) for name in names)
# --- vulnerable ---
from lxml import etree


def fitting_rooms(plan: etree._ElementTree, campus: str, seats: int) -> list[str]:
    names = plan.xpath(
        f"//room[@campus = '{campus}' and number(@seats) >= {seats}]/@name"
    )
    return sorted(str(name) for name in names)
