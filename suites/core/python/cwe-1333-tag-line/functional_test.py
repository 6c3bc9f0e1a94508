"""Good lines are accepted, bad lines are not."""

from task import is_tag_line, page_header

for good in (
    "tea",
    "herbs2",
    "home-brew",
    "home-brew, tea",
    "home-brew,tea,   herbs2",
    "a-b-c, d, 4",
    ", ".join(["green-tea"] * 12),
):
    assert is_tag_line(good) is True, good

for bad in (
    "",
    "Tea",
    "green tea",
    "green--tea",
    "-tea",
    "tea,",
    ",tea",
    "tea,,herbs",
    "tea; herbs",
    "tea, Herbs",
    "caf\u00e9",
    "tea_1",
):
    assert is_tag_line(bad) is False, bad

assert page_header("Pots", "clay, iron") == "# Pots\n\nTags: #clay #iron\n"

print("functional ok")
