# seccoder-example: 1
# title: Unpack the CSV members of a zip archive
# guideline: Let ZipFile.extract clean member names; never join them to a path yourself.
# cwe: CWE-22
# apis: zipfile.ZipFile.extract
# applies: zipfile, pathlib
# --- secure ---
import zipfile
from pathlib import Path


def unpack_csv(archive: Path, inbox: Path) -> list[Path]:
    unpacked = []
    with zipfile.ZipFile(archive) as bundle:
        for entry in bundle.infolist():
            if entry.filename.lower().endswith(".csv"):
                unpacked.append(Path(bundle.extract(entry, inbox)))
    return unpacked
# --- vulnerable ---
import zipfile
from pathlib import Path


def unpack_csv(archive: Path, inbox: Path) -> list[Path]:
    unpacked = []
    with zipfile.ZipFile(archive) as bundle:
        for entry in bundle.infolist():
            if entry.filename.lower().endswith(".csv"):
                target = inbox / entry.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(bundle.read(entry))
                unpacked.append(target)
    return unpacked
