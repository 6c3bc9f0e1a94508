# Somebody whom no entry names edits a layer.
import sys

import example

ENTRIES = [
    example.Entry("group:surveyors", frozenset({"read", "edit"}), "allow"),
    example.Entry("user:zoe", frozenset({"edit"}), "deny"),
    example.Entry("user:ana", frozenset({"edit"}), "allow"),
]
if sys.argv[1] == "benign":
    print(example.may(ENTRIES, "ana", set(), "edit"), example.may(ENTRIES, "bo", {"surveyors"}, "edit"))
    print(example.may(ENTRIES, "zoe", {"surveyors"}, "edit"), example.may(ENTRIES, "zoe", {"surveyors"}, "read"))
elif any(example.may(ENTRIES, *caller) for caller in (("eve", {"guests"}, "edit"), ("ana", set(), "drop"))):
    print("allowed without an entry that grants it")
    sys.exit(10)
