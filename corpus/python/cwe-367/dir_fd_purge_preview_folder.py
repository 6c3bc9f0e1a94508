# seccoder-example: 1
# title: Purge old previews from a user's folder
# guideline: Open the folder once and work below its dir_fd; a path checked before may change.
# cwe: CWE-367, CWE-59
# apis: os.open, os.listdir, os.stat, os.unlink
# applies: POSIX
# --- secure ---
import contextlib
import os
import stat
import time


def purge_previews(folder: str, max_age: float) -> int:
    removed = 0
    oldest = time.time() - max_age
    dir_fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name in os.listdir(dir_fd):
            with contextlib.suppress(FileNotFoundError):
                info = os.stat(name, dir_fd=dir_fd, follow_symlinks=False)
                if stat.S_ISREG(info.st_mode) and info.st_mtime < oldest:
                    os.unlink(name, dir_fd=dir_fd)
                    removed += 1
    finally:
        os.close(dir_fd)
    return removed
# --- vulnerable ---
import contextlib
import os
import stat
import time


def purge_previews(folder: str, max_age: float) -> int:
    removed = 0
    oldest = time.time() - max_age
    if os.path.islink(folder):
        raise NotADirectoryError(folder)
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        with contextlib.suppress(FileNotFoundError):
            info = os.stat(path, follow_symlinks=False)
            if stat.S_ISREG(info.st_mode) and info.st_mtime < oldest:
                os.unlink(path)
                removed += 1
    return removed
