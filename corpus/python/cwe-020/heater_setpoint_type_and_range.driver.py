# No message may leave the heater without a temperature between 5 and 28 degrees.
import sys

from example import Heater


def after(*messages):
    heater = Heater()
    answers = []
    for message in messages:
        try:
            heater.handle(message)
        except ValueError as error:
            answers.append(str(error))
    return heater, answers


if sys.argv[1] == "benign":
    heater, answers = after(b'{"target": 21.5}')
    print(heater.target, answers, heater.heats_at(20), heater.heats_at(22))
    heater, answers = after(b'{"target": 90}', b"[1", b"{}", b'{"target": 6}')
    print(heater.target, answers)
else:
    heater, _ = after(b'{"target": NaN}')
    if not 5 <= heater.target <= 28:
        print("the heater was set to", heater.target)
        sys.exit(10)
