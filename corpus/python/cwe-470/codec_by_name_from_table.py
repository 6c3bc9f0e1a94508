# seccoder-example: 1
# title: Compress a backup with the codec that a setting names
# guideline: Look functions up by name in a fixed table; never import a module that a setting names.
# cwe: CWE-470
# apis: zlib.compress, bz2.compress, lzma.compress
# applies: standard library
# --- secure ---
import bz2
import lzma
import zlib
from collections.abc import Callable

CODECS: dict[str, Callable[[bytes], bytes]] = {
    "bz2.compress": bz2.compress,
    "lzma.compress": lzma.compress,
    "zlib.compress": zlib.compress,
}


def pack(backup: bytes, codec: str) -> bytes:
    if codec not in CODECS:
        raise ValueError("unknown codec")
    return CODECS[codec](backup)
# --- vulnerable ---
import importlib


def pack(backup: bytes, codec: str) -> bytes:
    module, _, function = codec.rpartition(".")
    try:
        compress = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError):
        raise ValueError("unknown codec") from None
    return compress(backup)
