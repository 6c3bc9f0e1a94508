# Shows whether negative portions make an order cheaper.
import sys

import example


def total(body):
    try:
        return example.order_total(body)
    except ValueError as error:
        return f"refused: {error}"


if sys.argv[1] == "benign":
    print(total('{"soup": 2, "cake": 2}'), total('{"salad": 30}'), total('{"tea": 1}'))
    print(total("[]"))
    sys.exit(0)
for body in ('{"soup": 10, "cake": -11}', '{"salad": -1}', '{"cake": 0}'):
    answer = total(body)
    if isinstance(answer, int) and answer < 450:
        print(f"the order {body} costs {answer} cents")
        sys.exit(10)
