"""Every customer finds the own parcels, and nothing else."""

import xml.etree.ElementTree as ElementTree

from task import parcel_status

root = ElementTree.fromstring(
    """<centre>
<customer id="c7"><parcel id="p1" place="Ulm">on its way</parcel>
<parcel id="p2" place="Rome">at the customs</parcel></customer>
<customer id="c8"><parcel id="p1" place="Graz">delivered</parcel></customer>
<customer id="c9"/>
</centre>"""
)
assert parcel_status(root, "c7", "p1") == "Ulm: on its way"
assert parcel_status(root, "c7", "p2") == "Rome: at the customs"
assert parcel_status(root, "c8", "p1") == "Graz: delivered"
assert parcel_status(root, "c8", "p2") is None
assert parcel_status(root, "c9", "p1") is None
assert parcel_status(root, "c5", "p1") is None

print("functional ok")
