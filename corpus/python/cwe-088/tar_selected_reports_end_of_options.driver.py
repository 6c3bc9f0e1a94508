# The name of an uploaded report must not act as an option of tar.
import subprocess
import sys
import tarfile
from pathlib import Path

from example import pack_reports

folder = Path("reports")
folder.mkdir()
action = "--checkpoint-action=exec=touch made-by-name"
names = ["march.csv", "april 2.csv", "--checkpoint=1", action]
for name in names:
    (folder / name).write_text("1;2\n" * 9000)
archive = Path("chosen.tar.gz")

if sys.argv[1] == "benign":
    pack_reports(folder, names[:2], archive)
    with tarfile.open(archive) as packed:
        print(packed.getnames())
    try:
        pack_reports(folder, ["may.csv"], archive)
    except ValueError as error:
        print(error)
else:
    try:
        pack_reports(folder, names, archive)
    except subprocess.CalledProcessError:
        pass
    made = [path for path in Path().rglob("made-by-name")]
    if made:
        print("the name of a report ran a command:", *made)
        sys.exit(10)
