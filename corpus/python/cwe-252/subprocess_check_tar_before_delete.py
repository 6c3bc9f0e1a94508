# seccoder-example: 1
# title: Move a finished season into a tar archive
# guideline: Pass check=True, so that nothing is deleted after a command that failed.
# cwe: CWE-252
# apis: subprocess.run, shutil.rmtree
# applies: subprocess
# --- secure ---
import shutil
import subprocess
from pathlib import Path


def archive_season(season: Path, archive: Path) -> None:
    season = season.resolve()
    subprocess.run(
        ["tar", "--force-local", "-cf", archive, "-C", season.parent, "--", season.name],
        check=True,
        timeout=900,
    )
    shutil.rmtree(season)
# --- vulnerable ---
import shutil
import subprocess
from pathlib import Path


def archive_season(season: Path, archive: Path) -> None:
    season = season.resolve()
    subprocess.run(
        ["tar", "--force-local", "-cf", archive, "-C", season.parent, "--", season.name],
        timeout=900,
    )
    shutil.rmtree(season)
