"""A free job is claimed once, and again after it was given up."""

import os

from task import claim, give_up, worker_of

os.mkdir("claims")
assert claim("print-7", "w1") is True
assert worker_of("print-7") == "w1"
assert claim("print-7", "w2") is False
assert claim("print-7", "w1") is False
assert worker_of("print-7") == "w1"

assert claim("print-8", "w2") is True
assert worker_of("print-8") == "w2"

give_up("print-7")
assert claim("print-7", "w3") is True
assert worker_of("print-7") == "w3"

print("functional ok")
