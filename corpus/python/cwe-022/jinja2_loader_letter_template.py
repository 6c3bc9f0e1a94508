# seccoder-example: 1
# title: Render a letter from a template chosen by name
# guideline: Load templates by name through a FileSystemLoader, never by reading a joined path.
# cwe: CWE-22
# apis: jinja2.FileSystemLoader, jinja2.Environment.get_template
# applies: jinja2, pathlib
# --- secure ---
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateNotFound

FOLDER = Path(__file__).resolve().parent / "letters"
LETTERS = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)


def render_letter(name: str, fields: dict[str, str]) -> str:
    try:
        template = LETTERS.get_template(f"{name}.html")
    except TemplateNotFound:
        raise LookupError(f"no letter named {name!r}") from None
    return template.render(fields)
# --- vulnerable ---
from pathlib import Path

from jinja2 import Environment

FOLDER = Path(__file__).resolve().parent / "letters"
LETTERS = Environment(autoescape=True)


def render_letter(name: str, fields: dict[str, str]) -> str:
    try:
        with open(FOLDER / f"{name}.html", encoding="utf-8") as handle:
            template = LETTERS.from_string(handle.read())
    except FileNotFoundError:
        raise LookupError(f"no letter named {name!r}") from None
    return template.render(fields)
