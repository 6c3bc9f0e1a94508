# seccoder-example: 1
# title: Show a free preview page of an e-book
# guideline: Check both ends of an index; a negative one counts from the end of a sequence.
# cwe: CWE-129
# apis: tuple.__getitem__
# applies: standard library
# --- secure ---
from dataclasses import dataclass


@dataclass(frozen=True)
class Book:
    pages: tuple[str, ...]
    preview_pages: int


def preview_page(book: Book, requested: str) -> str:
    index = int(requested) - 1
    if not 0 <= index < min(book.preview_pages, len(book.pages)):
        raise LookupError("the page is not part of the preview")
    return book.pages[index]
# --- vulnerable ---
from dataclasses import dataclass


@dataclass(frozen=True)
class Book:
    pages: tuple[str, ...]
    preview_pages: int


def preview_page(book: Book, requested: str) -> str:
    index = int(requested) - 1
    if index >= min(book.preview_pages, len(book.pages)):
        raise LookupError("the page is not part of the preview")
    return book.pages[index]
