# Shows whether a damaged block list lets blocked senders through.
import logging
import sys

import example

logging.disable(logging.CRITICAL)
with open("blocked.txt", "wb") as blocklist:
    blocklist.write(b"spam@example.net\nlists@example.com\n")
    if sys.argv[1] == "hostile":
        blocklist.write(b"caf\xe9@example.org\n")
if sys.argv[1] == "benign":
    for sender in ("ada@example.org", "SPAM@example.net", "lists@example.com "):
        print(sender, example.accept_mail(sender, "blocked.txt"))
    sys.exit(0)
for blocklist in ("blocked.txt", "missing.txt"):
    if example.accept_mail("spam@example.net", blocklist):
        print("a blocked sender was accepted with", blocklist)
        sys.exit(10)
