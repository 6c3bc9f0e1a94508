# Shows whether one new poll without votes takes the whole page away.
import sys

import example

polls = {"Lunch?": {"soup": 3, "salad": 1}, "Trip?": {"lake": 2, "hills": 6}}
if sys.argv[1] == "benign":
    print("\n".join(example.poll_lines(polls)))
    sys.exit(0)
polls["New?"] = {"yes": 0, "no": 0}
try:
    lines = example.poll_lines(polls)
except ZeroDivisionError:
    print("a poll without votes ended the whole page")
    sys.exit(10)
print(len(lines))
