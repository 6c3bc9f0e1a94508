"""Every sign-in becomes one line of the right level."""

from task import JOURNAL, failed_sign_ins, record_sign_in

record_sign_in("ada", "192.0.2.7", True)
record_sign_in("bo.smith", "198.51.100.20", False)
record_sign_in("ada", "192.0.2.9", False)

with open(JOURNAL, encoding="utf-8") as file:
    lines = file.read().splitlines()
assert lines == [
    "INFO user=ada from=192.0.2.7 result=ok",
    "WARNING user=bo.smith from=198.51.100.20 result=failed",
    "WARNING user=ada from=192.0.2.9 result=failed",
], lines
assert failed_sign_ins() == 2

print("functional ok")
