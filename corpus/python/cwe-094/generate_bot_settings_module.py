# seccoder-example: 1
# title: Write the settings module of a new chat bot
# guideline: Put values into generated code with repr, so that no value ends its own literal.
# cwe: CWE-94
# apis: repr, pathlib.Path.write_text
# applies: standard library
# --- secure ---
from pathlib import Path


def write_settings(bot_dir: Path, name: str, greeting: str, port: int) -> Path:
    settings = bot_dir / "settings.py"
    settings.write_text(
        f"BOT_NAME = {str(name)!r}\n"
        f"GREETING = {str(greeting)!r}\n"
        f"PORT = {int(port)}\n",
        encoding="utf-8",
    )
    return settings
# --- vulnerable ---
from pathlib import Path


def write_settings(bot_dir: Path, name: str, greeting: str, port: int) -> Path:
    settings = bot_dir / "settings.py"
    settings.write_text(
        f'BOT_NAME = "{name}"\n'
        f'GREETING = "{greeting}"\n'
        f"PORT = {port}\n",
        encoding="utf-8",
    )
    return settings
