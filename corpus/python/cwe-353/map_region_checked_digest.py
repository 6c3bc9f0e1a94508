# seccoder-example: 1
# title: Save a downloaded map region after checking its digest
# guideline: Put a download in place only when its digest is the one the signed catalogue names.
# cwe: CWE-353, CWE-494
# apis: hashlib.sha256, os.replace, tempfile.mkstemp
# applies: standard library
# --- secure ---
import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

MAX_SIZE = 512 * 1024 * 1024


def save_region(stream: BinaryIO, target: Path, sha256: str) -> None:
    digest, size = hashlib.sha256(), 0
    handle, part = tempfile.mkstemp(dir=target.parent)
    try:
        with open(handle, "wb") as out:
            while chunk := stream.read(65536):
                size += len(chunk)
                if size > MAX_SIZE:
                    raise ValueError("map region is too large")
                digest.update(chunk)
                out.write(chunk)
        if digest.hexdigest() != sha256:
            raise ValueError("map region differs from the catalogue")
        os.replace(part, target)
    except BaseException:
        os.unlink(part)
        raise
# --- vulnerable ---
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

MAX_SIZE = 512 * 1024 * 1024


def save_region(stream: BinaryIO, target: Path, sha256: str) -> None:
    size = 0
    handle, part = tempfile.mkstemp(dir=target.parent)
    try:
        with open(handle, "wb") as out:
            while chunk := stream.read(65536):
                size += len(chunk)
                if size > MAX_SIZE:
                    raise ValueError("map region is too large")
                out.write(chunk)
        os.replace(part, target)
    except BaseException:
        os.unlink(part)
        raise
