# An event without any signature marks a parcel as delivered.
import hmac
import sys

import example

SECRET = b"shared with the carrier"


def event(body, sent_at, now, signature=None):
    headers = {"X-Carrier-Time": sent_at}
    if signature is not None:
        headers["X-Carrier-Signature"] = signature
    try:
        return example.read_event(SECRET, headers, body, now)
    except PermissionError as error:
        return str(error)


body = b'{"parcel": 81, "state": "delivered"}'
if sys.argv[1] == "benign":
    good = hmac.new(SECRET, b"1000." + body, "sha256").hexdigest()
    print(event(body, "1000", 1010.5, good))
    print(event(body, "1000", 1400.0, good))
    print(event(body + b" ", "1000", 1010.5, good))
else:
    for signature in (None, "", "0"):
        if isinstance(event(body, "1000", 1001.0, signature), dict):
            print("an unsigned event was accepted")
            sys.exit(10)
