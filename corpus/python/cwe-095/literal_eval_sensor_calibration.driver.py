# Text that is an expression must not be run.
import os
import sys

from example import parse_calibration

if sys.argv[1] == "benign":
    print(parse_calibration("[(0, 0.2), (100, 98.7), (50, 49)]"))
    print(parse_calibration(" ((1, 2), (-3.5, 4)) "))
    for text in ("[(1, 2, 3)]", "(1", "5"):
        try:
            parse_calibration(text)
        except ValueError as error:
            print(error)
else:
    try:
        parse_calibration('[(1, __import__("os").mkdir("made-by-text") or 2)]')
    except ValueError:
        pass
    if os.path.exists("made-by-text"):
        print("the text ran as code")
        sys.exit(10)
