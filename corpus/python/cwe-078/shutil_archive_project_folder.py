# seccoder-example: 1
# title: Archive a project folder without calling zip
# guideline: Prefer a library call such as shutil.make_archive over a shell command.
# cwe: CWE-78
# apis: shutil.make_archive
# applies: shutil, pathlib
# --- secure ---
import shutil
from pathlib import Path


def archive_project(workspace: Path, project: str, backups: Path) -> Path:
    projects = {path.name: path for path in workspace.iterdir()}
    source = projects.get(project)
    if source is None or not source.is_dir():
        raise LookupError(f"no project named {project!r}")
    archive = shutil.make_archive(
        str(backups / source.name), "zip", root_dir=source
    )
    return Path(archive)
# --- vulnerable ---
import os
from pathlib import Path


def archive_project(workspace: Path, project: str, backups: Path) -> Path:
    source = workspace / project
    archive = backups / f"{project}.zip"
    status = os.system(f"cd {source} && zip -qr {archive} .")
    if status != 0:
        raise LookupError(f"no project named {project!r}")
    return archive
