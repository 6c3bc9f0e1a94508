# seccoder-example: 1
# title: Ask a water meter for its reading over UDP
# guideline: Believe a reply only when its MAC covers your own fresh challenge.
# cwe: CWE-345
# apis: socket.socket.recv, hmac.compare_digest, secrets.token_bytes
# applies: standard library
# --- secure ---
import hmac
import secrets
import socket

TAG_SIZE = 32


def read_meter(address: tuple[str, int], key: bytes) -> int:
    challenge = secrets.token_bytes(16)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2.0)
        sock.connect(address)
        sock.send(challenge)
        reply = sock.recv(512)
    value, tag = reply[:-TAG_SIZE], reply[-TAG_SIZE:]
    if not hmac.compare_digest(hmac.digest(key, challenge + value, "sha256"), tag):
        raise ValueError("reply is not from the meter")
    return int(value)
# --- vulnerable ---
import secrets
import socket

TAG_SIZE = 32


def read_meter(address: tuple[str, int], key: bytes) -> int:
    challenge = secrets.token_bytes(16)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2.0)
        sock.connect(address)
        sock.send(challenge)
        reply = sock.recv(512)
    value = reply[:-TAG_SIZE]
    return int(value)
