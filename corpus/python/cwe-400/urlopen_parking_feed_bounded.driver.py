# Shows whether a feed without end fills the memory of its reader.
import io
import sys
import urllib.request

import example

BLOCK = 1 << 20


class Feed(io.RawIOBase):
    # Thirty-two blocks of white space before the data stand for a feed without end.
    def __init__(self, blocks, data):
        self.left, self.data, self.taken = blocks * BLOCK, io.BytesIO(data), 0

    def readable(self):
        return True

    def readinto(self, buffer):
        part = b" " * min(self.left, len(buffer)) or self.data.read(len(buffer))
        self.left -= min(self.left, len(part))
        self.taken += len(part)
        buffer[: len(part)] = part
        return len(part)


data = b'[{"name": "North", "free": 12}, {"name": "Harbour", "free": 0}]'
feed = Feed(0 if sys.argv[1] == "benign" else 32, data)
urllib.request.urlopen = lambda url, timeout: feed
if sys.argv[1] == "benign":
    print(example.free_spaces())
    sys.exit(0)
try:
    example.free_spaces()
except ValueError as error:
    print("refused:", error)
if feed.taken > 8 * BLOCK:
    print("read into memory without a limit:", feed.taken)
    sys.exit(10)
