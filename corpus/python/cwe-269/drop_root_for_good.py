# seccoder-example: 1
# title: Give up root in a daemon after its port is open
# guideline: Drop extra groups, then all three group ids, then all three user ids, in this order.
# cwe: CWE-269, CWE-271
# apis: os.setgroups, os.setresgid, os.setresuid, socket.create_server
# applies: standard library, POSIX
# --- secure ---
import os
import pwd
import socket


def drop_root(account: str) -> None:
    entry = pwd.getpwnam(account)
    if 0 in (entry.pw_uid, entry.pw_gid):
        raise ValueError("the account must not be root")
    # The user comes last: only root may change its groups.
    os.setgroups([entry.pw_gid])
    os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
    os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    os.umask(0o077)


def open_and_drop(host: str, port: int, account: str) -> socket.socket:
    listener = socket.create_server((host, port))
    try:
        drop_root(account)
    except BaseException:
        listener.close()
        raise
    return listener
# --- vulnerable ---
import os
import pwd
import socket


def drop_root(account: str) -> None:
    entry = pwd.getpwnam(account)
    if 0 in (entry.pw_uid, entry.pw_gid):
        raise ValueError("the account must not be root")
    os.setegid(entry.pw_gid)
    os.seteuid(entry.pw_uid)
    os.umask(0o077)


def open_and_drop(host: str, port: int, account: str) -> socket.socket:
    listener = socket.create_server((host, port))
    try:
        drop_root(account)
    except BaseException:
        listener.close()
        raise
    return listener
