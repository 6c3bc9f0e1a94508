# Shows whether anybody can find out later who looked at a patient's record.
import logging
import sys

import example

entries = []


class Keep(logging.Handler):
    def emit(self, record):
        entries.append(record.getMessage())


logging.getLogger().addHandler(Keep())
staff = example.Staff(814, frozenset({"north"}))
records = {
    5501: {"ward": "north", "notes": "allergic to nuts"},
    5502: {"ward": "south", "notes": "broken arm"},
}


def look(patient):
    try:
        return example.open_record(staff, records, patient)
    except PermissionError as error:
        return str(error)


answers = [look(patient) for patient in (5501, 5502, 5503)]
if sys.argv[1] == "benign":
    print(answers)
    sys.exit(0)
for patient in ("5501", "5502", "5503"):
    if not any("814" in entry and patient in entry for entry in entries):
        print("no trace of the access to record", patient)
        sys.exit(10)
