# Shows whether other users of the machine can read the backup.
import os
import sqlite3
import stat
import sys
from pathlib import Path

import example

os.umask(0o022)
here = Path.cwd()
with sqlite3.connect("clinic.db") as live:
    live.execute("CREATE TABLE visits (patient TEXT, reason TEXT)")
    live.execute("INSERT INTO visits VALUES ('Ada', 'cough'), ('Bo', 'sprain')")
live.close()
example.back_up(here / "clinic.db", here / "backup.db")
if sys.argv[1] == "benign":
    print(sqlite3.connect("backup.db").execute("SELECT * FROM visits").fetchall())
    try:
        example.back_up(here / "clinic.db", here / "backup.db")
    except FileExistsError:
        print("a backup is never replaced")
    sys.exit(0)
mode = stat.S_IMODE(os.stat("backup.db").st_mode)
if mode & 0o077:
    print(f"others may read the backup: {mode:o}")
    sys.exit(10)
