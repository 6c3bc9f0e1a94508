"""The named recording goes, the others stay."""

import os

from task import delete_recording, total_bytes

os.mkdir("recordings")
for name in ("psalm.mp3", "round.mp3", "waltz 2.mp3"):
    with open(os.path.join("recordings", name), "wb") as file:
        file.write(bytes(100))

delete_recording("psalm.mp3")
assert sorted(os.listdir("recordings")) == ["round.mp3", "waltz 2.mp3"]
delete_recording("waltz 2.mp3")
assert os.listdir("recordings") == ["round.mp3"]
assert total_bytes() == 100

print("functional ok")
