# seccoder-example: 1
# title: Rename a channel of a lighting desk over its line protocol
# guideline: Allow-list the characters of a value before it joins a line-based command.
# cwe: CWE-77, CWE-93
# apis: re.Pattern.fullmatch, socket.socket.sendall
# applies: standard library
# --- secure ---
import re
import socket

LABEL = re.compile(r"[A-Za-z0-9 _-]{1,24}")


def rename_channel(desk: socket.socket, channel: int, label: str) -> str:
    if not 1 <= channel <= 512 or not LABEL.fullmatch(label):
        raise ValueError("unsupported channel or label")
    desk.sendall(f"LABEL {channel} {label}\r\n".encode("ascii"))
    return desk.recv(256).decode("ascii", "replace").strip()
# --- vulnerable ---
import socket


def rename_channel(desk: socket.socket, channel: int, label: str) -> str:
    if not 1 <= channel <= 512:
        raise ValueError("unsupported channel or label")
    desk.sendall(f"LABEL {channel} {label}\r\n".encode("ascii"))
    return desk.recv(256).decode("ascii", "replace").strip()
