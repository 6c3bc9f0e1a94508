# Shows whether the only copy is deleted when no archive could be written.
import subprocess
import sys
import tarfile
from pathlib import Path

import example

season = Path("season-7")
season.mkdir()
(season / "scores.csv").write_text("home,guest\n2,1\n")
if sys.argv[1] == "benign":
    example.archive_season(season, Path("season-7.tar"))
    with tarfile.open("season-7.tar") as archive:
        print(sorted(archive.getnames()), season.exists())
    sys.exit(0)
try:
    example.archive_season(season, Path("no-such-disk/season-7.tar"))
except subprocess.CalledProcessError as error:
    print("refused: tar ended with", error.returncode)
if not (season / "scores.csv").exists():
    print("the season was deleted although no archive was written")
    sys.exit(10)
