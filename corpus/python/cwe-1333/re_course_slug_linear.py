# seccoder-example: 1
# title: Check the address part of a course page
# guideline: Start every repeat with a fixed separator, so that text matches in one way only.
# cwe: CWE-1333
# apis: re.Pattern.fullmatch
# applies: re
# --- secure ---
import re

MAX_SLUG = 80
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def course_url(slug: str) -> str:
    if len(slug) > MAX_SLUG or not SLUG.fullmatch(slug):
        raise ValueError("not a course address")
    return f"https://school.example.org/courses/{slug}"
# --- vulnerable ---
import re

MAX_SLUG = 80
SLUG = re.compile(r"([a-z0-9]+-?)+")


def course_url(slug: str) -> str:
    if len(slug) > MAX_SLUG or not SLUG.fullmatch(slug):
        raise ValueError("not a course address")
    return f"https://school.example.org/courses/{slug}"
