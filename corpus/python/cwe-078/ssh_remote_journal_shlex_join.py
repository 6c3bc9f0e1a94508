# seccoder-example: 1
# title: Read a unit's journal on a remote server over SSH
# guideline: Quote every argument with shlex when a remote shell will parse the command.
# cwe: CWE-78
# apis: shlex.join, subprocess.run
# applies: subprocess, shlex, ssh
# --- secure ---
import shlex
import subprocess

SERVERS = {"web": "web1.internal", "mail": "mx1.internal"}


def remote_journal(server: str, unit: str, lines: int = 50) -> str:
    host = SERVERS[server]
    # sshd hands the command to a login shell, so a list is not enough.
    command = shlex.join(
        ["journalctl", "--no-pager", f"--lines={lines:d}", f"--unit={unit}"]
    )
    result = subprocess.run(
        ["ssh", "-o", "BatchMode=yes", "--", host, command],
        capture_output=True, text=True, check=True, timeout=30,
    )
    return result.stdout
# --- vulnerable ---
import subprocess

SERVERS = {"web": "web1.internal", "mail": "mx1.internal"}


def remote_journal(server: str, unit: str, lines: int = 50) -> str:
    host = SERVERS[server]
    command = f"journalctl --no-pager --lines={lines} --unit={unit}"
    result = subprocess.run(
        ["ssh", "-o", "BatchMode=yes", "--", host, command],
        capture_output=True, text=True, check=True, timeout=30,
    )
    return result.stdout
