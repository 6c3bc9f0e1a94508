# Shows whether other kinds of files and other folders pass the check.
import sys

import example


def accepted(name):
    try:
        return example.homework_name(name)
    except ValueError:
        return None


if sys.argv[1] == "benign":
    for name in ("Essay_1.odt", "lab-report.PDF", "sums.txt", "notes.pdf", "song.mp3"):
        print(name, accepted(name))
    sys.exit(0)
for name in ("essay.pdf.exe", "run.odt.sh", "../../site/index.txt", "a.txt\n"):
    if accepted(name):
        print("accepted:", repr(name))
        sys.exit(10)
