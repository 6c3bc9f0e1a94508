"""Pictures are stored unchanged under an address of their own; large ones are refused."""

import os

from task import LARGEST, PUBLIC_DIR, save_avatar

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + bytes(60) + b"\xff\xd9"

os.makedirs(PUBLIC_DIR)
addresses = []
for user, name, data in (
    (7, "me.png", PNG),
    (8, "me.png", PNG + b"8"),
    (9, "holiday photo.jpg", JPEG),
):
    address = save_avatar(user, name, data)
    head, _, stored = address.rpartition("/")
    assert head == "/avatars", address
    assert stored.endswith(os.path.splitext(name)[1]), address
    with open(os.path.join(PUBLIC_DIR, stored), "rb") as file:
        assert file.read() == data
    addresses.append(address)
assert len(set(addresses)) == 3
assert len(os.listdir(PUBLIC_DIR)) == 3

try:
    save_avatar(7, "large.png", PNG + bytes(LARGEST))
except ValueError:
    pass
else:
    raise AssertionError("a picture that is too large was stored")
assert len(os.listdir(PUBLIC_DIR)) == 3

print("functional ok")
