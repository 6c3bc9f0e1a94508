# After the drop the process takes root back, or still belongs to root's groups.
import os
import pwd
import sys
import types


class Kernel:
    """The identities of one process under the rules of setresuid(2) and setgroups(2)."""

    def __init__(self):
        self.uid, self.gid, self.groups = [0, 0, 0], [0, 0, 0], [0, 6]

    def change(self, ids, wanted):
        old, root = list(ids), self.uid[1] == 0
        for i, value in enumerate(wanted):
            if value == -1:
                continue
            if not root and value not in old:
                raise PermissionError(1, "Operation not permitted")
            ids[i] = value

    def setresuid(self, *ids):
        self.change(self.uid, ids)

    def setresgid(self, *ids):
        self.change(self.gid, ids)

    def seteuid(self, uid):
        self.change(self.uid, (-1, uid, -1))

    def setegid(self, gid):
        self.change(self.gid, (-1, gid, -1))

    def setuid(self, uid):
        self.change(self.uid, (uid,) * 3 if self.uid[1] == 0 else (-1, uid, -1))

    def setgid(self, gid):
        self.change(self.gid, (gid,) * 3 if self.uid[1] == 0 else (-1, gid, -1))

    def setgroups(self, groups):
        if self.uid[1] != 0:
            raise PermissionError(1, "Operation not permitted")
        self.groups = list(groups)


kernel = Kernel()
for name in dir(Kernel):
    if name.startswith("set"):
        setattr(os, name, getattr(kernel, name))
accounts = {"toor": (0, 0), "relay": (950, 951)}
pwd.getpwnam = lambda name: types.SimpleNamespace(pw_uid=accounts[name][0], pw_gid=accounts[name][1])

import example

if sys.argv[1] == "benign":
    try:
        example.open_and_drop("127.0.0.1", 0, "toor")
    except ValueError as error:
        print(error, kernel.uid)
    with example.open_and_drop("127.0.0.1", 0, "relay") as listener:
        print(listener.getsockname()[0], kernel.uid[1], kernel.gid[1], oct(os.umask(0)))
else:
    example.open_and_drop("127.0.0.1", 0, "relay").close()
    try:
        os.seteuid(0)
    except PermissionError:
        pass
    if kernel.uid[1] == 0 or 0 in kernel.groups:
        print("still root:", kernel.uid, kernel.groups)
        sys.exit(10)
