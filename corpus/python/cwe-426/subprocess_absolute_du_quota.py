# seccoder-example: 1
# title: Measure a mail folder in a privileged quota helper
# guideline: Name the program by its absolute path and give it a fixed environment.
# cwe: CWE-426, CWE-427
# apis: subprocess.run
# applies: subprocess
# --- secure ---
import subprocess

SAFE_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def folder_kib(folder: str) -> int:
    result = subprocess.run(
        ["/usr/bin/du", "-sk", "--apparent-size", "--", folder],
        env=SAFE_ENV,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return int(result.stdout.split(maxsplit=1)[0])
# --- vulnerable ---
import subprocess


def folder_kib(folder: str) -> int:
    result = subprocess.run(
        ["du", "-sk", "--apparent-size", "--", folder],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return int(result.stdout.split(maxsplit=1)[0])
