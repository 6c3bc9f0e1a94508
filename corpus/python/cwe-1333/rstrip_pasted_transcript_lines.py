# seccoder-example: 1
# title: Clean the line ends of a pasted transcript
# guideline: Strip with rstrip; a pattern like [ ]+$ starts over at every space of a long run.
# cwe: CWE-1333
# apis: str.rstrip, re.sub
# applies: re, standard library
# --- secure ---
MAX_CHARS = 200_000


def clean_transcript(text: str) -> str:
    if len(text) > MAX_CHARS:
        raise ValueError("the transcript is too long")
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).strip("\n")
# --- vulnerable ---
import re

MAX_CHARS = 200_000


def clean_transcript(text: str) -> str:
    if len(text) > MAX_CHARS:
        raise ValueError("the transcript is too long")
    lines = text.replace("\r\n", "\n")
    return re.sub(r"[ \t]+$", "", lines, flags=re.MULTILINE).strip("\n")
