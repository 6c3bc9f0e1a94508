# Shows whether a negative number opens pages that are not free.
import sys

import example

book = example.Book(tuple(f"page {n}" for n in range(1, 201)), 5)


def show(requested):
    try:
        return example.preview_page(book, requested)
    except LookupError as error:
        return f"refused: {error}"


if sys.argv[1] == "benign":
    print([show(requested) for requested in ("1", "5", "6", "900")])
    sys.exit(0)
for requested in ("0", "-1", "-150"):
    text = show(requested)
    if text.startswith("page "):
        print(f"the request for page {requested} shows {text}")
        sys.exit(10)
