# Shows whether other users of the machine can list a member's mail.
import os
import stat
import sys

import example

os.umask(0o022)
os.mkdir("mail")
box = example.create_mailbox("mail", "ada31")
if sys.argv[1] == "benign":
    print(box, sorted(os.listdir(box)))
    sys.exit(0)
mode = stat.S_IMODE(os.stat(box).st_mode)
if mode & 0o077:
    print(f"others may enter the mailbox: {mode:o}")
    sys.exit(10)
