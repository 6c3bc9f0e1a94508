# seccoder-example: 1
# title: Sort a file of readings that is too large for memory
# guideline: Keep work files in a TemporaryDirectory of your own, not in a known shared folder.
# cwe: CWE-379, CWE-377
# apis: tempfile.TemporaryDirectory, heapq.merge
# applies: standard library
# --- secure ---
import heapq
import os
import tempfile
from contextlib import ExitStack
from itertools import islice

CHUNK_LINES = 100_000


def sort_readings(source: str, target: str) -> None:
    with tempfile.TemporaryDirectory(prefix="readings-") as work, ExitStack() as files:
        chunks = []
        lines = files.enter_context(open(source, encoding="utf-8"))
        while batch := list(islice(lines, CHUNK_LINES)):
            path = os.path.join(work, f"{len(chunks)}.txt")
            chunk = files.enter_context(open(path, "w+", encoding="utf-8"))
            chunk.writelines(sorted(line.rstrip("\n") + "\n" for line in batch))
            chunk.seek(0)
            chunks.append(chunk)
        with open(target, "w", encoding="utf-8") as result:
            result.writelines(heapq.merge(*chunks))
# --- vulnerable ---
import heapq
import os
import tempfile
from contextlib import ExitStack
from itertools import islice

CHUNK_LINES = 100_000


def sort_readings(source: str, target: str) -> None:
    work = os.path.join(tempfile.gettempdir(), "readings")
    os.makedirs(work, exist_ok=True)
    with ExitStack() as files:
        chunks = []
        lines = files.enter_context(open(source, encoding="utf-8"))
        while batch := list(islice(lines, CHUNK_LINES)):
            path = os.path.join(work, f"{len(chunks)}.txt")
            chunk = files.enter_context(open(path, "w+", encoding="utf-8"))
            chunk.writelines(sorted(line.rstrip("\n") + "\n" for line in batch))
            chunk.seek(0)
            chunks.append(chunk)
        with open(target, "w", encoding="utf-8") as result:
            result.writelines(heapq.merge(*chunks))
