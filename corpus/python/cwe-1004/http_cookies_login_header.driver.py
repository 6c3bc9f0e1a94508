# A browser would show this cookie to scripts and send it in clear and from other sites.
import sys

import example


def browser(header):
    name, text = header
    assert name == "Set-Cookie"
    pair, *attributes = [part.strip() for part in text.split(";")]
    return pair, {a.partition("=")[0].lower(): a.partition("=")[2] for a in attributes}


pair, attributes = browser(example.login_cookie("abc.123", 2))
if sys.argv[1] == "benign":
    print(pair, attributes["path"], attributes["max-age"])
else:
    readable = "httponly" not in attributes
    in_clear = "secure" not in attributes
    cross_site = attributes.get("samesite", "none").lower() == "none"
    if readable or in_clear or cross_site:
        print("readable by scripts:", readable, "in clear:", in_clear, "cross-site:", cross_site)
        sys.exit(10)
