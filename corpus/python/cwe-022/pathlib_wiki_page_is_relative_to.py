# seccoder-example: 1
# title: Load a wiki page below a root with pathlib
# guideline: Resolve the path, then test containment with is_relative_to, not with startswith.
# cwe: CWE-22
# apis: pathlib.Path.resolve, pathlib.PurePath.is_relative_to
# applies: pathlib
# --- secure ---
from pathlib import Path


def load_page(wiki_root: Path, slug: str) -> str | None:
    root = wiki_root.resolve()
    page = (root / f"{slug}.md").resolve()
    if not page.is_relative_to(root):
        raise ValueError("page is outside the wiki")
    try:
        return page.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
# --- vulnerable ---
from pathlib import Path


def load_page(wiki_root: Path, slug: str) -> str | None:
    root = wiki_root.resolve()
    page = (root / f"{slug}.md").resolve()
    if not str(page).startswith(str(root)):
        raise ValueError("page is outside the wiki")
    try:
        return page.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
