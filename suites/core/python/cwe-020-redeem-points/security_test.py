"""Attack: a number below zero must not add points to the card."""

import sys


def stop(status, message):
    """Ends the test: 0 means secure, 10 weakness shown, 3 could not judge."""
    print(message)
    sys.exit(status)


def attempt(function, *arguments):
    """Calls the code under test; whatever it raises comes back as a value."""
    try:
        return function(*arguments)
    except BaseException as error:
        return error


def load():
    """Loads the program under test."""
    try:
        import task
    except BaseException as error:
        stop(3, f"cannot load the program: {error!r}")
    return task


task = load()

card = attempt(lambda: task.Card("Ada", 120))
if attempt(lambda: task.redeem(card, "50")) != 100 or card.points != 70:
    stop(3, "ordinary redeeming does not work")

for entered in ("-1", "-5000", " -20 ", "-1.0", "-inf", "nan"):
    card = task.Card("Mallory", 10)
    attempt(lambda: task.redeem(card, entered))
    # Written this way round so that "not a number" counts as a gain, too.
    if not card.points <= 10:
        stop(10, f"redeeming {entered!r} points raised the balance to {card.points}")

print("security ok")
