# seccoder-example: 1
# title: Install an uploaded theme from a tar stream
# guideline: Extract untrusted tar members through a filter that rejects links and outside paths.
# cwe: CWE-22
# apis: tarfile.TarFile.extractall, tarfile.data_filter
# applies: tarfile, shutil
# --- secure ---
import shutil
import tarfile
from pathlib import Path
from typing import BinaryIO


def plain_members_only(member: tarfile.TarInfo, dest: str) -> tarfile.TarInfo:
    if not (member.isfile() or member.isdir()):
        raise tarfile.SpecialFileError(member)
    return tarfile.data_filter(member, dest)


def install_theme(upload: BinaryIO, theme_dir: Path) -> None:
    theme_dir.mkdir()
    try:
        with tarfile.open(fileobj=upload, mode="r|gz") as bundle:
            bundle.extractall(theme_dir, filter=plain_members_only)
    except Exception:
        shutil.rmtree(theme_dir)
        raise
# --- vulnerable ---
import shutil
import tarfile
from pathlib import Path
from typing import BinaryIO


def install_theme(upload: BinaryIO, theme_dir: Path) -> None:
    theme_dir.mkdir()
    try:
        with tarfile.open(fileobj=upload, mode="r|gz") as bundle:
            bundle.extractall(theme_dir)
    except Exception:
        shutil.rmtree(theme_dir)
        raise
