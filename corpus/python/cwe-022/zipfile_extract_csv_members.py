# seccoder-example: 1
# title: Unpack the CSV members of a zip archive
# guideline: Let ZipFile.extract clean member names; never join them to a path yourself.
# cwe: CWE-22
# apis: zipfile.ZipFile.extract
# applies: zipfile, pathlib
# --- secure ---
import zipfile
from pathlib import Path

MAX_TOTAL = 50 * 1024 * 1024
# The other methods of compression unpack a whole block before any limit applies.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def unpack_csv(archive: Path, inbox: Path) -> list[Path]:
    with zipfile.ZipFile(archive) as bundle:
        tables = [e for e in bundle.infolist() if e.filename.lower().endswith(".csv")]
        if sum(entry.file_size for entry in tables) > MAX_TOTAL:
            raise ValueError("the archive is too large")
        if any(entry.compress_type not in METHODS for entry in tables):
            raise ValueError("the archive uses an unsupported method")
        return [Path(bundle.extract(entry, inbox)) for entry in tables]
# --- vulnerable ---
import zipfile
from pathlib import Path

MAX_TOTAL = 50 * 1024 * 1024
# The other methods of compression unpack a whole block before any limit applies.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def unpack_csv(archive: Path, inbox: Path) -> list[Path]:
    with zipfile.ZipFile(archive) as bundle:
        tables = [e for e in bundle.infolist() if e.filename.lower().endswith(".csv")]
        if sum(entry.file_size for entry in tables) > MAX_TOTAL:
            raise ValueError("the archive is too large")
        if any(entry.compress_type not in METHODS for entry in tables):
            raise ValueError("the archive uses an unsupported method")
        unpacked = []
        for entry in tables:
            target = inbox / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(bundle.read(entry))
            unpacked.append(target)
        return unpacked
