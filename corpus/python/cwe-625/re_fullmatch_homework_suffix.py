# seccoder-example: 1
# title: Accept the file name of handed-in homework
# guideline: Group alternatives and match the whole name; anchors bind to the outer ones only.
# cwe: CWE-625, CWE-185
# apis: re.Pattern.fullmatch
# applies: re
# --- secure ---
import re

HOMEWORK = re.compile(r"[A-Za-z0-9_-]{1,60}\.(?:odt|pdf|txt)")


def homework_name(submitted: str) -> str:
    if not HOMEWORK.fullmatch(submitted):
        raise ValueError("hand in an odt, pdf or txt file")
    return submitted.lower()
# --- vulnerable ---
import re

HOMEWORK = re.compile(r"^[A-Za-z0-9_-]{1,60}\.odt|\.pdf|\.txt$")


def homework_name(submitted: str) -> str:
    if not HOMEWORK.search(submitted):
        raise ValueError("hand in an odt, pdf or txt file")
    return submitted.lower()
