"""Parcel service: the sorting centre writes its state as XML.

<centre>
  <customer id="c7"><parcel id="p1" place="Ulm">on its way</parcel></customer>
  <customer id="c8"><parcel id="p1" place="Graz">delivered</parcel></customer>
</centre>
"""
import xml.etree.ElementTree as ElementTree


def read_state(path):
    return ElementTree.parse(path).getroot()


def parcel_ids(root, customer):
    """Identifiers of all parcels of a customer; they are unique for one customer only."""
    return [p.get("id") for c in root if c.get("id") == customer for p in c.iter("parcel")]


def parcel_status(root, customer, parcel):
    """Returns "PLACE: STATUS" of a parcel, such as "Ulm: on its way", or None.

    `customer` is the identifier of the signed-in customer, `parcel` is what was typed into
    the search field; None means that the customer has no such parcel.
    """
    # find the parcel by a path expression
