"""The own servers are told apart from others."""

from task import is_own, with_ticket

for url in (
    "https://cinema.example",
    "https://cinema.example/films",
    "https://www.cinema.example/",
    "https://tickets.cinema.example/seats?row=3",
):
    assert is_own(url), url
for url in ("https://other.example/", "https://cinema.test/films", "https://www.example/"):
    assert not is_own(url), url
assert with_ticket("https://cinema.example/a", "t1") == "https://cinema.example/a?ticket=t1"

print("functional ok")
