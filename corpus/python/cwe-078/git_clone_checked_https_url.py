# seccoder-example: 1
# title: Clone a Git repository from a submitted URL
# guideline: Check scheme and host of the URL and pass it to git after -- without a shell.
# cwe: CWE-78
# apis: subprocess.run, urllib.parse.urlsplit
# applies: subprocess, git
# --- secure ---
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

GIT_HOSTS = {"github.com", "gitlab.com"}


def clone_repository(url: str, dest: Path) -> None:
    parts = urlsplit(url)
    # Comparing the whole netloc also rules out ports and user info.
    if parts.scheme != "https" or parts.netloc not in GIT_HOSTS:
        raise ValueError("unsupported repository URL")
    subprocess.run(
        ["git", "clone", "--depth", "1", "--", parts.geturl(), str(dest)],
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
        check=True,
        timeout=300,
    )
# --- vulnerable ---
import os
import subprocess
from pathlib import Path


def clone_repository(url: str, dest: Path) -> None:
    subprocess.run(
        f"git clone --depth 1 {url} {dest}",
        shell=True,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
        check=True,
        timeout=300,
    )
