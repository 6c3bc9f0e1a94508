# seccoder-example: 1
# title: Store a scanned page under the next free number
# guideline: Let O_EXCL create the file and find it taken; do not ask whether it exists first.
# cwe: CWE-367
# apis: os.open, os.fdopen
# applies: standard library
# --- secure ---
import os


def store_scan(folder: str, image: bytes) -> int:
    for page in range(1, 10_000):
        path = os.path.join(folder, f"page-{page:04d}.tif")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as scan:
            scan.write(image)
        return page
    raise OSError("the folder has no free page number")
# --- vulnerable ---
import os


def store_scan(folder: str, image: bytes) -> int:
    for page in range(1, 10_000):
        path = os.path.join(folder, f"page-{page:04d}.tif")
        if os.path.exists(path):
            continue
        with open(path, "wb") as scan:
            scan.write(image)
        return page
    raise OSError("the folder has no free page number")
