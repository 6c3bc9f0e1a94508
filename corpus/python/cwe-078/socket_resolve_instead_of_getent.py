# seccoder-example: 1
# title: Resolve a host name with the socket module
# guideline: Resolve names with socket.getaddrinfo instead of parsing a command's output.
# cwe: CWE-78
# apis: socket.getaddrinfo
# applies: socket
# --- secure ---
import socket


def addresses_of(host: str) -> list[str]:
    try:
        infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return []
    return sorted({sockaddr[0] for *_, sockaddr in infos})
# --- vulnerable ---
import os


def addresses_of(host: str) -> list[str]:
    with os.popen(f"getent ahosts {host}") as output:
        lines = output.read().splitlines()
    return sorted({line.split()[0] for line in lines})
