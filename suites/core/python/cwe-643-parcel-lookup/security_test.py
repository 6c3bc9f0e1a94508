"""Attack: a parcel number that continues the path expression to another customer."""

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

root = ElementTree.fromstring(
    '<centre><customer id="c7"><parcel id="p1" place="Ulm">on its way</parcel></customer>'
    '<customer id="c8"><parcel id="p9" place="Graz">delivered</parcel></customer></centre>'
)
if attempt(lambda: task.parcel_status(root, "c7", "p1")) != "Ulm: on its way":
    stop(3, "ordinary parcels are not found")

for quote in "'\"":
    for path in (
        "p1{q}]/../../customer[@id={q}c8{q}]/parcel[@id={q}p9",
        "p1{q}]/../../customer/parcel[@id={q}p9",
        "p1{q}]/../../*/*[@place={q}Graz",
        "p1{q}]/../..//parcel[@id={q}p9",
        "p1{q}]/../../*[@id!={q}c7{q}]/*[@place!={q}",
    ):
        parcel = path.format(q=quote)
        answer = str(attempt(lambda: task.parcel_status(root, "c7", parcel)))
        if "Graz" in answer or "delivered" in answer:
            stop(10, f"the parcel {parcel!r} showed another customer's parcel")

print("security ok")
