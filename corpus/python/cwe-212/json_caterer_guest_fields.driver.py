# Shows whether private data of the guests leaves the house.
import json
import sys

import example

guests = [
    example.Guest("Ada", "vegan", 3, "0555-0100", "X-1234567"),
    example.Guest("Bo", "no nuts", 1, "0555-0101", "Y-7654321"),
]
sent = example.caterer_list(guests)
if sys.argv[1] == "benign":
    for entry in json.loads(sent):
        print(entry["table"], entry["name"], entry["diet"])
    sys.exit(0)
for private in ("0555-0100", "X-1234567"):
    if private in sent:
        print("the list holds", private)
        sys.exit(10)
