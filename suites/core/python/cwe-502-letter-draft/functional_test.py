"""Drafts come back as they were."""

from task import pack_draft, read_draft

for draft in (
    {},
    {"to": "Ada", "text": "Dear Ada,\nthank you."},
    {"to": "Zoë", "pages": 2, "lines": ["one", "two"], "style": {"bold": True, "size": 11.5}},
):
    assert read_draft(pack_draft(draft)) == draft

print("functional ok")
