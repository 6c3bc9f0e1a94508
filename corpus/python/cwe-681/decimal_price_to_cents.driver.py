# Shows whether prices lose a cent on their way.
import sys

import example

if sys.argv[1] == "benign":
    print([example.price_in_cents(text) for text in ("0", "5.5", "12.25", "250.00", "9999999")])
    for text in ("1e3", "-2", "1.999", "nan"):
        try:
            print(example.price_in_cents(text))
        except ValueError as error:
            print(text, error)
    sys.exit(0)
wrong = []
for cents in range(100_000):
    if example.price_in_cents(f"{cents // 100}.{cents % 100:02d}") != cents:
        wrong.append(cents)
if wrong:
    print(len(wrong), "of 100000 prices are wrong, the first is", wrong[0])
    sys.exit(10)
