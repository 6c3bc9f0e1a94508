# Shows whether a site whose name merely starts like ours may read answers.
import sys

import example

if sys.argv[1] == "benign":
    for origin in ("https://box-office.tickets.example", "https://other.example", None):
        print(sorted(example.cors_headers(origin).items()))
    sys.exit(0)
for origin in (
    "https://a.tickets.example.evil.test",
    "https://a.tickets.example:444",
    "https://a.tickets.example\n",
):
    if example.cors_headers(origin).get("Access-Control-Allow-Origin"):
        print("a foreign origin was allowed:", repr(origin))
        sys.exit(10)
