# A customer sets the price of the order and marks it as paid.
import sys

import example

order = example.Order("soup", 2, "", 1800, False)
if sys.argv[1] == "benign":
    print(example.change_order(order, {"portions": 3, "note": "no salt"}))
    print(example.change_order(order, {}))
    try:
        example.change_order(order, {"portions": 21})
    except ValueError as error:
        print(error)
else:
    changed = example.change_order(order, {"paid": True, "price_cents": 1})
    if changed.paid or changed.price_cents != 1800:
        print("the customer chose:", changed)
        sys.exit(10)
