# Who has recovered the state of the shared generator (624 outputs tell it) knows the next deal.
import random
import sys

import example

if sys.argv[1] == "benign":
    hands = example.deal(4, 13)
    print([len(hand) for hand in hands], sorted(sum(hands, [])))
    print(len(example.deal(2)), len(set(sum(example.deal(10), []))))
    try:
        example.deal(11)
    except ValueError as error:
        print(error)
else:
    state = random.getstate()
    real = example.deal(6)
    random.setstate(state)
    if example.deal(6) == real:
        print("the deal was foretold:", real[0])
        sys.exit(10)
