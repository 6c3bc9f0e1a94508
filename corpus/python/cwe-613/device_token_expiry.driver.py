# A token issued long ago, or left alone for days, still opens the device's account.
import hashlib
import sqlite3
import sys

import example

DAY = 24 * 3600
NOW = 1000 * DAY
db = sqlite3.connect(":memory:")
db.execute(
    "CREATE TABLE token (digest BLOB PRIMARY KEY, device_id INTEGER, issued INTEGER,"
    " used INTEGER, revoked INTEGER)"
)
for device, (name, issued, used, revoked) in enumerate(
    [("live", 3, 0.5, 0), ("revoked", 3, 0.5, 1), ("old", 40, 0.5, 0), ("idle", 9, 5, 0)], 1
):
    digest = hashlib.sha256(name.encode()).digest()
    db.execute(
        "INSERT INTO token VALUES (?, ?, ?, ?, ?)",
        (digest, device, NOW - issued * DAY, int(NOW - used * DAY), revoked),
    )
if sys.argv[1] == "benign":
    for name in ("live", "revoked", "made up"):
        print(example.device_of_token(db, name, NOW))
    print(db.execute("SELECT used FROM token WHERE device_id = 1").fetchone())
else:
    accepted = [name for name in ("old", "idle") if example.device_of_token(db, name, NOW)]
    if accepted:
        print("dead tokens were accepted:", accepted)
        sys.exit(10)
