# The name of a database must not run a command; a stand-in records what mysql was given.
import gzip
import os
import sys
from pathlib import Path

from example import restore_dump

tools = Path("tools").resolve()
tools.mkdir()
client = tools / "mysql"
client.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > arguments.txt\ncat > received.sql\n')
client.chmod(0o755)
os.environ["PATH"] = f"{tools}:{os.environ['PATH']}"
dump = Path("dump.sql.gz")
dump.write_bytes(gzip.compress(b"INSERT INTO t VALUES (1);\n"))

if sys.argv[1] == "benign":
    restore_dump(dump, "library_2024")
    print(Path("arguments.txt").read_text(), Path("received.sql").read_text())
else:
    restore_dump(dump, "library; touch created-by-name")
    if os.path.exists("created-by-name"):
        print("the name of the database ran a command")
        sys.exit(10)
