# seccoder-example: 1
# title: Pack chosen report files with tar
# guideline: Put -- before file names, so that a name with a leading dash stays a name.
# cwe: CWE-88
# apis: subprocess.run
# applies: subprocess, tar
# --- secure ---
import subprocess
from pathlib import Path


def pack_reports(folder: Path, names: list[str], archive: Path) -> None:
    present = {path.name for path in folder.iterdir() if path.is_file()}
    if not names or not set(names) <= present:
        raise ValueError("unknown report")
    options = ["--create", "--gzip", "--force-local", f"--file={archive}"]
    command = ["tar", *options, f"--directory={folder}"]
    subprocess.run([*command, "--", *names], check=True, timeout=120)
# --- vulnerable ---
import subprocess
from pathlib import Path


def pack_reports(folder: Path, names: list[str], archive: Path) -> None:
    present = {path.name for path in folder.iterdir() if path.is_file()}
    if not names or not set(names) <= present:
        raise ValueError("unknown report")
    options = ["--create", "--gzip", "--force-local", f"--file={archive}"]
    command = ["tar", *options, f"--directory={folder}"]
    subprocess.run([*command, *names], check=True, timeout=120)
