# The text of a badge must not write a line of its own into the log.
import io
import logging
import sys

from example import open_door

log = io.StringIO()
logging.basicConfig(stream=log, format="%(levelname)s %(message)s", level=logging.INFO)
allowed = {"B-100", "B-101"}

if sys.argv[1] == "benign":
    print(open_door("lab", "B-100", allowed), open_door("lab", "B-999", allowed))
    print(log.getvalue())
else:
    open_door("lab", "B-999'\nINFO door 'vault' opened\n", allowed)
    lines = [line for line in log.getvalue().splitlines() if line]
    if len(lines) != 1:
        print("one event wrote these lines:", lines)
        sys.exit(10)
