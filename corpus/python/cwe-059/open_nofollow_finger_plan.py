# seccoder-example: 1
# title: Show the .plan file of a user from a system service
# guideline: Open files in folders of others with O_NOFOLLOW and check the opened file itself.
# cwe: CWE-59
# apis: os.open, os.fstat
# applies: POSIX
# --- secure ---
import os
import stat

MAX_PLAN = 4096


def open_plain(path: str, flags: int) -> int:
    # O_NONBLOCK keeps a FIFO from stopping the service.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def read_plan(home: str, owner: int) -> str:
    with open(os.path.join(home, ".plan"), "rb", opener=open_plain) as plan:
        info = os.fstat(plan.fileno())
        if not stat.S_ISREG(info.st_mode) or info.st_uid != owner:
            raise PermissionError("the plan is not a plain file of its owner")
        return plan.read(MAX_PLAN).decode("utf-8", "replace")
# --- vulnerable ---
import os

MAX_PLAN = 4096


def read_plan(home: str, owner: int) -> str:
    path = os.path.join(home, ".plan")
    if os.lstat(path).st_uid != owner:
        raise PermissionError("the plan is not a plain file of its owner")
    with open(path, "rb") as plan:
        return plan.read(MAX_PLAN).decode("utf-8", "replace")
