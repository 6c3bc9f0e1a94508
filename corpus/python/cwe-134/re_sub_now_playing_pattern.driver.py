# Shows whether a pattern can read what it was not offered.
import sys

import example

member = example.Member("Ada", "token-of-ada")
track = example.Track("Low Tide", "The Piers", "Harbour", member)
if sys.argv[1] == "benign":
    for pattern in ("{title} by {artist}", "[{album}] {title}", "{title}, {title}!"):
        print(example.now_playing(pattern, track))
    sys.exit(0)
for pattern in ("{added_by.api_token}", "{added_by.__init__.__globals__}"):
    text = example.now_playing(pattern, track)
    if "token-of-ada" in text or "<class" in text:
        print("the pattern shows", text[:60])
        sys.exit(10)
