# Shows whether a pack that was changed on its way gets installed.
import hashlib
import io
import sys
import urllib.request
from pathlib import Path

import example

published = b"streets of the old town"
sent = published if sys.argv[1] == "benign" else b"streets of somebody else"
urllib.request.urlopen = lambda url, timeout: io.BytesIO(sent)
pack = example.Pack("https://maps.example.org/town", hashlib.sha256(published).hexdigest())
target = Path("town.pack")
try:
    example.install_pack(pack, target)
except ValueError as error:
    print("refused:", error)
if sys.argv[1] == "benign":
    print(target.read_bytes())
elif target.exists():
    print("a changed pack was installed:", target.read_bytes())
    sys.exit(10)
