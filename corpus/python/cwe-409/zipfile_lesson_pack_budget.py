# seccoder-example: 1
# title: Read the lessons of an uploaded zip pack
# guideline: Count the bytes really unpacked against one budget; limit the number of members too.
# cwe: CWE-409
# apis: zipfile.ZipFile.open, zipfile.ZipExtFile.read
# applies: zipfile
# --- secure ---
import zipfile
from typing import BinaryIO

MAX_LESSONS = 200
MAX_TOTAL = 2 * 1024 * 1024
# The other methods of compression unpack a whole block, whatever read() is asked for.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def read_lessons(upload: BinaryIO) -> dict[str, str]:
    lessons = {}
    budget = MAX_TOTAL
    with zipfile.ZipFile(upload) as pack:
        members = pack.infolist()
        if len(members) > MAX_LESSONS:
            raise ValueError("the pack has too many lessons")
        for member in members:
            if member.compress_type not in METHODS:
                raise ValueError("the pack uses an unsupported method")
            with pack.open(member) as lesson:
                text = lesson.read(budget + 1)
            budget -= len(text)
            if budget < 0:
                raise ValueError("the pack is too large")
            lessons[member.filename] = text.decode("utf-8")
    return lessons
# --- vulnerable ---
import zipfile
from typing import BinaryIO

MAX_LESSONS = 200


def read_lessons(upload: BinaryIO) -> dict[str, str]:
    lessons = {}
    with zipfile.ZipFile(upload) as pack:
        members = pack.infolist()
        if len(members) > MAX_LESSONS:
            raise ValueError("the pack has too many lessons")
        for member in members:
            with pack.open(member) as lesson:
                text = lesson.read()
            lessons[member.filename] = text.decode("utf-8")
    return lessons
