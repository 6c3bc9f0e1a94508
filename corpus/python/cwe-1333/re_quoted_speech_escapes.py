# seccoder-example: 1
# title: Read the quoted speech of a line in a game script
# guideline: Make alternatives exclude each other; a backslash that two of them take doubles the work.
# cwe: CWE-1333
# apis: re.Pattern.fullmatch, re.sub
# applies: re
# --- secure ---
import re

MAX_LINE = 500
SPEECH = re.compile(r'say "((?:\\.|[^"\\])*)"')


def spoken_words(line: str) -> str:
    speech = SPEECH.fullmatch(line) if len(line) <= MAX_LINE else None
    if speech is None:
        raise ValueError('expected: say "some words"')
    return re.sub(r"\\(.)", r"\1", speech[1])
# --- vulnerable ---
import re

MAX_LINE = 500
SPEECH = re.compile(r'say "((?:\\.|[^"])*)"')


def spoken_words(line: str) -> str:
    speech = SPEECH.fullmatch(line) if len(line) <= MAX_LINE else None
    if speech is None:
        raise ValueError('expected: say "some words"')
    return re.sub(r"\\(.)", r"\1", speech[1])
