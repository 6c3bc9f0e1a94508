"""What make_session wrote is read again."""

from task import make_session, read_session

for data in (
    {"user": "ada", "cart": [4, 7, 7]},
    {"user": "Zo\u00eb", "lang": "fr", "nested": {"seen": True, "none": None}},
    {},
):
    assert read_session(make_session(data)) == data

print("functional ok")
