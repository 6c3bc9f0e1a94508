# The name of a place must not add waypoints of its own.
import sys
import xml.etree.ElementTree as ET

from example import gpx_waypoints

if sys.argv[1] == "benign":
    print(gpx_waypoints([("Old mill", 48.1, 11.5), ("Viewpoint", -3.25, 37.0)]))
else:
    name = 'Mill</name></wpt><wpt lat="0" lon="0"><name>Reef'
    text = gpx_waypoints([(name, 48.1, 11.5)])
    if len(ET.fromstring(text).findall("{*}wpt")) != 1:
        print("one place became several:", text)
        sys.exit(10)
