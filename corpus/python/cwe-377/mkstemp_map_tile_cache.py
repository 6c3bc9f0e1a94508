# seccoder-example: 1
# title: Put a rendered map tile into a shared cache folder
# guideline: Create the partial file with mkstemp; a name from mktemp can be taken before it is opened.
# cwe: CWE-377
# apis: tempfile.mkstemp, os.fdopen, os.fchmod, os.replace
# applies: standard library
# --- secure ---
import os
import tempfile


def save_tile(cache_dir: str, x: int, y: int, png: bytes) -> str:
    target = os.path.join(cache_dir, f"{int(x)}-{int(y)}.png")
    handle, partial = tempfile.mkstemp(suffix=".part", dir=cache_dir)
    try:
        with os.fdopen(handle, "wb") as tile:
            tile.write(png)
            # mkstemp lets the owner alone read; the tile is for every user of the cache.
            os.fchmod(tile.fileno(), 0o644)
        os.replace(partial, target)
    except BaseException:
        os.unlink(partial)
        raise
    return target
# --- vulnerable ---
import os
import tempfile


def save_tile(cache_dir: str, x: int, y: int, png: bytes) -> str:
    target = os.path.join(cache_dir, f"{int(x)}-{int(y)}.png")
    partial = tempfile.mktemp(suffix=".part", dir=cache_dir)
    try:
        with open(partial, "wb") as tile:
            tile.write(png)
        os.replace(partial, target)
    except BaseException:
        os.unlink(partial)
        raise
    return target
