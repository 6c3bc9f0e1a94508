"""Attack: SQL in the customer's name and in the column's name."""

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


def shop():
    db = task.open_shop()
    for customer, total, placed in (
        ("ada", 300, "2031-02-10"),
        ("bo", 999, "2031-02-11"),
        ("ada", 100, "2031-03-01"),
    ):
        task.add_order(db, customer, total, placed)
    db.execute("INSERT INTO staff VALUES ('root', '7391')")
    return db


def rows(customer, sort_by):
    result = attempt(lambda: [tuple(row) for row in task.list_orders(shop(), customer, sort_by)])
    return result if isinstance(result, list) else []


ordinary = [(3, 100, "2031-03-01"), (1, 300, "2031-02-10")]
if rows("ada", "total") != ordinary or rows("ada", "id") != ordinary[::-1]:
    stop(3, "ordinary lists do not work")

for quote in "'\"":
    for customer in (
        f"x{quote} OR 1=1 --",
        f"x{quote} OR {quote}1{quote}={quote}1",
        f"x{quote} UNION SELECT name, pin, 1 FROM staff --",
        f"x{quote}) OR (1=1) --",
    ):
        found = rows(customer, "placed")
        if found:
            stop(10, f"customer {customer!r} returned {found[0]}")

# A sort key that asks about another table: the order of the rows answers the question.
QUESTION = "(CASE WHEN (SELECT pin FROM staff) LIKE '{}%' THEN id ELSE -id END)"
for frame in ("{}", '"id" * {} --', 'id" * {} --', "id` * {} --", "id] * {} --"):
    yes = rows("ada", frame.format(QUESTION.format("7")))
    no = rows("ada", frame.format(QUESTION.format("8")))
    if yes and no and yes != no:
        stop(10, "the sort column can ask for the PIN of a member of staff")

print("security ok")
