# Shows whether a long run of spaces keeps the clean-up busy.
import signal
import sys

import example


def too_slow(*_):
    print("cleaning one message was not done after a second")
    sys.stdout.flush()
    sys.exit(10)


if sys.argv[1] == "benign":
    print(repr(example.clean_transcript("\nHello,  \r\nhow are you?\t \n\n  Fine. \n")))
    sys.exit(0)
signal.signal(signal.SIGALRM, too_slow)
signal.setitimer(signal.ITIMER_REAL, 1)
print(len(example.clean_transcript(" " * 190_000 + "x")))
