# seccoder-example: 1
# title: Search a log file for fixed text with grep
# guideline: Run the program from an argument list, with -e and -- in front of user values.
# cwe: CWE-78
# apis: subprocess.run
# applies: subprocess, pathlib
# --- secure ---
import subprocess
from pathlib import Path


def grep_log(needle: str, logfile: Path) -> list[str]:
    result = subprocess.run(
        ["grep", "-F", "-e", needle, "--", str(logfile)],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=10,
    )
    # grep exits with 1 when nothing matched.
    if result.returncode not in (0, 1):
        raise RuntimeError(result.stderr.strip())
    return result.stdout.splitlines()
# --- vulnerable ---
import subprocess
from pathlib import Path


def grep_log(needle: str, logfile: Path) -> list[str]:
    result = subprocess.run(
        f"grep -F '{needle}' {logfile}",
        shell=True,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=10,
    )
    if result.returncode not in (0, 1):
        raise RuntimeError(result.stderr.strip())
    return result.stdout.splitlines()
