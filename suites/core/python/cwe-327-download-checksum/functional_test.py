"""A file has one checksum, and another file has another one."""

from task import checksum

files = [b"", b"a", b"editor 1.0", b"editor 1.1", bytes(5000), bytes(5001)]
sums = [checksum(data) for data in files]
for data, digits in zip(files, sums):
    assert isinstance(digits, str) and len(digits) >= 8
    int(digits, 16)
    assert checksum(data) == digits
assert len(set(sums)) == len(files)

print("functional ok")
