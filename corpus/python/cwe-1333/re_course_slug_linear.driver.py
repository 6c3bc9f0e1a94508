# Shows whether a short text keeps the pattern busy without end.
import signal
import sys

import example


def too_slow(*_):
    print("the check of a short text was not done after a second")
    sys.stdout.flush()
    sys.exit(10)


if sys.argv[1] == "benign":
    for slug in ("botany-1", "greek-for-beginners", "algebra"):
        print(example.course_url(slug))
    for slug in ("", "a b", "../x", "a" * 81):
        try:
            print(example.course_url(slug))
        except ValueError:
            print("refused", repr(slug))
    sys.exit(0)
signal.signal(signal.SIGALRM, too_slow)
signal.setitimer(signal.ITIMER_REAL, 1)
try:
    example.course_url("a" * 50 + "!")
except ValueError as error:
    print("refused:", error)
