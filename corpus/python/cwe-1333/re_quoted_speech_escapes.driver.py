# A line of escapes without a closing quote must be refused at once.
import signal
import sys

from example import spoken_words


def still_matching(*_):
    print("a line of 90 characters was not read after a second")
    sys.stdout.flush()
    sys.exit(10)


def words(line):
    try:
        return spoken_words(line)
    except ValueError as error:
        return f"refused: {error}"


if sys.argv[1] == "benign":
    for line in ('say "Who is there?"', r'say "He said \"go\" \\ left"', 'say ""'):
        print(words(line))
    for line in ('say "no end', 'say "one" two"', 'say "' + "x" * 500 + '"', "wave"):
        print(words(line))
    sys.exit(0)
signal.signal(signal.SIGALRM, still_matching)
signal.setitimer(signal.ITIMER_REAL, 1)
print(words('say "' + r"\a" * 42))
