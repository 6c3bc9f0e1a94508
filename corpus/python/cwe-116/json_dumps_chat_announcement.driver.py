# The text of an announcement must not change its other fields.
import json
import sys

from example import announcement_request


def fields(text):
    request = announcement_request("https://chat.example.org/hook", "garden", text)
    return request.get_method(), json.loads(request.data)


if sys.argv[1] == "benign":
    print(fields("The gate stays open until nine."))
    print(fields("Tomatoes & basil: 3 left"))
else:
    text = 'Hello", "pinned": true, "room": "board'
    if fields(text)[1] != {"room": "garden", "pinned": False, "text": text}:
        print("the text changed the request:", fields(text)[1])
        sys.exit(10)
