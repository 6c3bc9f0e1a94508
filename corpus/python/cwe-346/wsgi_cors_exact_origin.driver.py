# A site whose name begins like a trusted one may read the answers with the user's cookies.
import sys

import example


def api(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]


def ask(**environ):
    sent = []
    app = example.CrossOrigin(api, ("https://shop.example", "https://desk.shop.example"))
    body = app(environ, lambda status, headers, exc_info=None: sent.extend(headers))
    return b"".join(body), sorted(sent)


if sys.argv[1] == "benign":
    print(ask(HTTP_ORIGIN="https://shop.example"))
    print(ask(HTTP_ORIGIN="https://news.example"))
    print(ask())
else:
    for origin in ("https://shop.example.evil.example", "https://shop.example:8080", "null"):
        if origin in dict(ask(HTTP_ORIGIN=origin)[1]).values():
            print("allowed to read with credentials:", origin)
            sys.exit(10)
