# seccoder-example: 1
# title: Download a map pack for offline navigation
# guideline: Compare the download with a pinned SHA-256 digest before it is put to use.
# cwe: CWE-494
# apis: hashlib.sha256, hmac.compare_digest, urllib.request.urlopen
# applies: urllib, hashlib
# --- secure ---
import hashlib
import hmac
import urllib.request
from pathlib import Path
from typing import NamedTuple

MAX_BYTES = 64 * 1024 * 1024


class Pack(NamedTuple):
    url: str
    sha256: str


def install_pack(pack: Pack, target: Path) -> None:
    if not pack.url.startswith("https://maps.example.org/"):
        raise ValueError("not a pack of the map server")
    with urllib.request.urlopen(pack.url, timeout=30) as response:
        data = response.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError("the map pack is too large")
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), pack.sha256):
        raise ValueError("the map pack is not the published one")
    target.write_bytes(data)
# --- vulnerable ---
import urllib.request
from pathlib import Path
from typing import NamedTuple

MAX_BYTES = 64 * 1024 * 1024


class Pack(NamedTuple):
    url: str
    sha256: str


def install_pack(pack: Pack, target: Path) -> None:
    if not pack.url.startswith("https://maps.example.org/"):
        raise ValueError("not a pack of the map server")
    with urllib.request.urlopen(pack.url, timeout=30) as response:
        data = response.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError("the map pack is too large")
    target.write_bytes(data)
