"""A film is found by any word of its title."""

from task import open_library, search

db = open_library()
films = [("Blue Sea", 2001), ("The Sea at Night", 1987), ("Apples", 2010)]
db.executemany("INSERT INTO films VALUES (?, ?)", films)


def found(word):
    return sorted(tuple(row) for row in search(db, word))


assert found("Sea") == [("Blue Sea", 2001), ("The Sea at Night", 1987)]
assert found("Night") == [("The Sea at Night", 1987)]
assert found("Apples") == [("Apples", 2010)]
assert found("Moon") == []

print("functional ok")
