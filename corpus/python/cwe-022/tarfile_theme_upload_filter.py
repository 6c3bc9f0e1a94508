# seccoder-example: 1
# title: Install an uploaded theme from a gzipped tar file
# guideline: Extract untrusted tar members through a filter that rejects links and outside paths.
# cwe: CWE-22
# apis: tarfile.TarFile.extractall, tarfile.data_filter
# applies: tarfile, gzip, shutil
# --- secure ---
import gzip
import io
import shutil
import tarfile
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 20 * 1024 * 1024


def plain_members_only(member: tarfile.TarInfo, dest: str) -> tarfile.TarInfo:
    if not (member.isfile() or member.isdir()) or member.issparse():
        raise tarfile.SpecialFileError(member)
    return tarfile.data_filter(member, dest)


def install_theme(upload: BinaryIO, theme_dir: Path) -> None:
    with gzip.open(upload) as packed:
        theme = packed.read(MAX_BYTES + 1)
    if len(theme) > MAX_BYTES:
        raise ValueError("the theme is too large")
    theme_dir.mkdir()
    try:
        with tarfile.open(fileobj=io.BytesIO(theme), mode="r:") as bundle:
            bundle.extractall(theme_dir, filter=plain_members_only)
    except Exception:
        shutil.rmtree(theme_dir)
        raise
# --- vulnerable ---
import gzip
import io
import shutil
import tarfile
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 20 * 1024 * 1024


def install_theme(upload: BinaryIO, theme_dir: Path) -> None:
    with gzip.open(upload) as packed:
        theme = packed.read(MAX_BYTES + 1)
    if len(theme) > MAX_BYTES:
        raise ValueError("the theme is too large")
    theme_dir.mkdir()
    try:
        with tarfile.open(fileobj=io.BytesIO(theme), mode="r:") as bundle:
            bundle.extractall(theme_dir)
    except Exception:
        shutil.rmtree(theme_dir)
        raise
