"""Codes have the right form, differ, work once and expire."""

import time

import task

codes = [task.new_reset_code("ada@club.example") for _ in range(50)]
assert len(set(codes)) == 50
for code in codes:
    assert len(code) == 32 and code.isalnum() and code.isascii(), code

address, until = task.pending[codes[0]]
assert address == "ada@club.example"
assert abs(until - time.time() - 3600) < 60

assert task.redeem(codes[0]) == "ada@club.example"
assert task.redeem(codes[0]) is None

late = task.new_reset_code("bo@club.example")
real_time = time.time
time.time = lambda: real_time() + 4000
assert task.redeem(late) is None

print("functional ok")
