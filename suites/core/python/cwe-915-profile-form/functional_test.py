"""Submitted fields are stored, changes are reported, the rest of the record stays."""

from task import Member, apply_form

ada = Member("Ada", "Ulm", "I like tea.", credit=12, groups=["garden"])
assert apply_form(ada, {"town": "Graz", "about": "I like coffee."}) == ["about", "town"]
assert ada == Member("Ada", "Graz", "I like coffee.", False, 12, ["garden"])

assert apply_form(ada, {"name": " Ada Bell ", "town": "Graz"}) == ["name"]
assert ada.name == "Ada Bell"

assert apply_form(ada, {"name": "Ada Bell", "town": "Graz ", "about": "I like coffee."}) == []
assert apply_form(ada, {}) == []
assert apply_form(ada, {"about": ""}) == ["about"]
assert ada == Member("Ada Bell", "Graz", "", False, 12, ["garden"])

print("functional ok")
