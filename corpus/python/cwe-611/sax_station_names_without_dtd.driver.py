# A feed must not read a file of this machine into a station's name.
import sys
from pathlib import Path
from xml.sax import SAXException

from example import station_names

if sys.argv[1] == "benign":
    print(station_names(b"<feed><station>Harbour</station><station>Hill &amp; Dale</station></feed>"))
    print(station_names(b"<feed><note>none today</note></feed>"))
else:
    Path("private.txt").write_text("token-of-this-machine")
    feed = (
        '<!DOCTYPE feed [<!ENTITY file SYSTEM "private.txt">]>'
        "<feed><station>&file;</station></feed>"
    )
    try:
        names = station_names(feed.encode())
    except SAXException:
        sys.exit(0)
    if "token-of-this-machine" in "".join(names):
        print("the feed read a file:", names)
        sys.exit(10)
