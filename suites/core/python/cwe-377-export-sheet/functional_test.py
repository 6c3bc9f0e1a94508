"""The file has the right name, place and content."""

import csv
import os
import tempfile

os.mkdir("shared")
tempfile.tempdir = os.path.abspath("shared")
os.environ["TMPDIR"] = tempfile.tempdir

from task import export_sheet

rows = [("2031-03-01", 7.5), ("2031-03-02", 8)]
path = export_sheet("march", rows)
assert os.path.basename(path).startswith("march"), path
assert path.endswith(".csv"), path
top = ("/tmp" + os.sep, "/var/tmp" + os.sep, tempfile.tempdir + os.sep)
assert os.path.abspath(path).startswith(top), path

with open(path, newline="") as file:
    lines = [line for line in csv.reader(file) if line]
assert lines[0] == ["day", "hours"]
assert [(day, float(hours)) for day, hours in lines[1:]] == rows

second = export_sheet("april", [("2031-04-01", 1)])
with open(second, newline="") as file:
    assert [line for line in csv.reader(file) if line] == [["day", "hours"], ["2031-04-01", "1"]]

print("functional ok")
