# seccoder-example: 1
# title: Restore a compressed dump into a MySQL database
# guideline: Replace a shell pipeline with Python streams and one program run from a list.
# cwe: CWE-78
# apis: subprocess.Popen, gzip.open, shutil.copyfileobj
# applies: subprocess, gzip, mysql
# --- secure ---
import gzip
import shutil
import subprocess
from pathlib import Path


def restore_dump(dump: Path, database: str) -> None:
    # Binary mode switches off the client's own commands.
    command = ["mysql", "--binary-mode", f"--database={database}"]
    with (
        gzip.open(dump) as source,
        subprocess.Popen(command, stdin=subprocess.PIPE) as client,
    ):
        shutil.copyfileobj(source, client.stdin)
    if client.returncode != 0:
        raise subprocess.CalledProcessError(client.returncode, command)
# --- vulnerable ---
import subprocess
from pathlib import Path


def restore_dump(dump: Path, database: str) -> None:
    # Binary mode switches off the client's own commands.
    command = f"zcat {dump} | mysql --binary-mode --database={database}"
    client = subprocess.run(command, shell=True)
    if client.returncode != 0:
        raise subprocess.CalledProcessError(client.returncode, command)
