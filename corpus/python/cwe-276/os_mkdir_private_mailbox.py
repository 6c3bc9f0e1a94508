# seccoder-example: 1
# title: Create the mail folders of a new member
# guideline: Create folders for private data with mode 0o700; the default lets others look inside.
# cwe: CWE-276
# apis: os.mkdir
# applies: standard library
# --- secure ---
import os
import re


def create_mailbox(root: str, login: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]{0,30}", login):
        raise ValueError("not a login name")
    box = os.path.join(root, login)
    os.mkdir(box, 0o700)
    for part in ("cur", "new", "tmp"):
        os.mkdir(os.path.join(box, part), 0o700)
    return box
# --- vulnerable ---
import os
import re


def create_mailbox(root: str, login: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]{0,30}", login):
        raise ValueError("not a login name")
    box = os.path.join(root, login)
    os.mkdir(box)
    for part in ("cur", "new", "tmp"):
        os.mkdir(os.path.join(box, part))
    return box
