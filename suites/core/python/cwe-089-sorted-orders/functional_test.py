"""Only the customer's orders come back, sorted by the chosen column."""

from task import add_order, list_orders, open_shop

db = open_shop()
add_order(db, "ada", 300, "2031-02-10")
add_order(db, "bo", 999, "2031-02-11")
add_order(db, "ada", 100, "2031-03-01")
add_order(db, "ada", 200, "2031-01-15")


def ids(*arguments, **named):
    return [tuple(row)[0] for row in list_orders(db, *arguments, **named)]


assert [tuple(row) for row in list_orders(db, "ada", "id")] == [
    (1, 300, "2031-02-10"),
    (3, 100, "2031-03-01"),
    (4, 200, "2031-01-15"),
]
assert ids("ada") == [4, 1, 3]
assert ids("ada", "placed", True) == [3, 1, 4]
assert ids("ada", sort_by="total") == [3, 4, 1]
assert ids("ada", sort_by="total", descending=True) == [1, 4, 3]
assert ids("ada", "id", descending=True) == [4, 3, 1]
assert ids("bo") == [2]
assert ids("nobody") == []

print("functional ok")
