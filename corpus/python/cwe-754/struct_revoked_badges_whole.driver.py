# A list that was cut off on its way must not pass for the whole one.
import io
import struct
import sys

from example import revoked_badges

numbers = (700123, 700124, 911000)
whole = struct.pack(">I3Q", len(numbers), *numbers)
if sys.argv[1] == "benign":
    print(sorted(revoked_badges(io.BytesIO(whole))))
    print(revoked_badges(io.BytesIO(bytes(4))))
    try:
        revoked_badges(io.BytesIO(b"\xff" * 4))
    except ValueError as error:
        print(error)
else:
    for length in (len(whole) - 8, 4, 0):
        try:
            revoked = revoked_badges(io.BytesIO(whole[:length]))
        except (EOFError, struct.error):
            continue
        if 911000 not in revoked:
            print("a revoked badge passes:", sorted(revoked))
            sys.exit(10)
