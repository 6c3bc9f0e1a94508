"""Reads JSON lines and inserts them into SQLite: python import_peer.py DATABASE FILES...

The least that an import has to do: nothing is checked, compared or logged. Prints the number of
records.
"""

import json
import sqlite3
import sys

database = sqlite3.connect(sys.argv[1])
database.execute("PRAGMA journal_mode = WAL")
database.execute("CREATE TABLE example (secure TEXT, vulnerable TEXT, rest TEXT)")
count = 0
with database:
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                record = record.get("example", record)
                secure = record.pop("func_src_after", None) or record.pop("code", None)
                if secure is None:
                    continue
                vulnerable = record.pop("func_src_before", None) or record.pop("vulnerable", None)
                database.execute(
                    "INSERT INTO example VALUES (?, ?, ?)",
                    (secure, vulnerable, json.dumps(record)),
                )
                count += 1
database.close()
print(count)
