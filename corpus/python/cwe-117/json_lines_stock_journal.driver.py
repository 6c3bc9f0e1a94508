# A note must not add a record of somebody else to the journal.
import sys
from pathlib import Path

from example import corrections, record_correction

journal = Path("journal")
if sys.argv[1] == "benign":
    record_correction(journal, "nora", "bolt-8", -12, "lost in transit")
    record_correction(journal, "amir", "nut-8", 3, "found on shelf 4")
    for entry in corrections(journal):
        print(*entry[1:])
else:
    record_correction(
        journal, "eve", "bolt-8", 0, "recount\n2024-01-01;nora;drill;-50;broken"
    )
    users = [entry[1] for entry in corrections(journal)]
    if users != ["eve"]:
        print("the journal names these users:", *users)
        sys.exit(10)
