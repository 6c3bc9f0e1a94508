"""The folder is there and takes files."""

import os

from task import key_names, make_key_folder

for user in ("ada", "bo"):
    os.makedirs(os.path.join("homes", user))
    path = make_key_folder(user)
    assert os.path.samefile(path, os.path.join("homes", user, "keys"))
    assert os.path.isdir(path) and key_names(user) == []
    with open(os.path.join(path, "deploy"), "w") as file:
        file.write("key")
    assert key_names(user) == ["deploy"]

print("functional ok")
