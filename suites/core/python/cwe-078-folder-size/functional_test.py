"""The size and the name of the folder come back."""

import os

from task import folder_size

os.makedirs("photos/may")
with open("photos/may/a.jpg", "wb") as file:
    file.write(os.urandom(300_000))
os.mkdir("mail")

for folder, least in (("photos", 250), ("photos/may", 250), ("mail", 0)):
    line = folder_size(folder)
    assert isinstance(line, str)
    size, name = line.split()
    assert name in (folder, os.path.abspath(folder)), line
    kilobytes = float(size.rstrip("KB")) if size != "0" else 0
    assert least <= kilobytes < 500, line

print("functional ok")
