# seccoder-example: 1
# title: Load the revoked badges of a building from a binary list
# guideline: Compare what read returned with what was asked for; at the end of a file it is less.
# cwe: CWE-754
# apis: typing.BinaryIO.read, struct.Struct.iter_unpack
# applies: standard library
# --- secure ---
import struct
from typing import BinaryIO

COUNT = struct.Struct(">I")
BADGE = struct.Struct(">Q")
MAX_BADGES = 100_000


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("the list of revoked badges is cut off")
    return data


def revoked_badges(stream: BinaryIO) -> set[int]:
    (count,) = COUNT.unpack(read_exactly(stream, COUNT.size))
    if count > MAX_BADGES:
        raise ValueError("the list of revoked badges is too long")
    badges = read_exactly(stream, count * BADGE.size)
    return {badge for (badge,) in BADGE.iter_unpack(badges)}
# --- vulnerable ---
import struct
from typing import BinaryIO

COUNT = struct.Struct(">I")
BADGE = struct.Struct(">Q")
MAX_BADGES = 100_000


def revoked_badges(stream: BinaryIO) -> set[int]:
    (count,) = COUNT.unpack(stream.read(COUNT.size))
    if count > MAX_BADGES:
        raise ValueError("the list of revoked badges is too long")
    badges = stream.read(count * BADGE.size)
    return {badge for (badge,) in BADGE.iter_unpack(badges)}
