# seccoder-example: 1
# title: Delete a named draft inside one folder
# guideline: Compare real paths with commonpath before deleting; stripping '../' is not enough.
# cwe: CWE-22
# apis: os.path.realpath, os.path.commonpath, os.remove
# applies: os
# --- secure ---
import os


def delete_draft(drafts_dir: str, filename: str) -> bool:
    root = os.path.realpath(drafts_dir)
    target = os.path.realpath(os.path.join(root, filename))
    if target == root or os.path.commonpath([root, target]) != root:
        raise PermissionError("draft is outside the drafts folder")
    try:
        os.remove(target)
    except FileNotFoundError:
        return False
    return True
# --- vulnerable ---
import os


def delete_draft(drafts_dir: str, filename: str) -> bool:
    target = os.path.join(drafts_dir, filename.replace("../", ""))
    try:
        os.remove(target)
    except FileNotFoundError:
        return False
    return True
