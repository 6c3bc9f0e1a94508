"""All kinds of settings come back as they were."""

from task import DEFAULTS, from_text, to_text

for text, value in (("3", 3), ("2.5", 2.5), ("[10, 15]", [10, 15]), ("'red'", "red")):
    result = from_text(text)
    assert result == value and type(result) is type(value), (text, result)
for value in DEFAULTS.values():
    assert from_text(to_text(value)) == value

print("functional ok")
