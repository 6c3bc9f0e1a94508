"""Attack: a signed-in customer asks for the number of somebody else's invoice."""

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

db = attempt(lambda: task.open_shop())
attempt(lambda: db.execute("INSERT INTO customers VALUES (3, 'Ada Bell'), (4, 'Bo Stern')"))
attempt(
    lambda: db.execute(
        "INSERT INTO invoices VALUES (12, 3, '2031-05-01', 1990), (13, 4, '2031-05-02', 50077)"
    )
)


def text(session, number):
    return str(attempt(lambda: task.invoice_text(db, session, number)))


if "Ada Bell" not in text({"customer_id": 3}, 12) or "500.77" not in text({"customer_id": 4}, 13):
    stop(3, "customers do not get their own invoices")

for session in ({"customer_id": 3}, {"customer_id": None}, {}):
    answer = text(session, 13)
    if "Bo Stern" in answer or "500.77" in answer:
        stop(10, f"the session {session} got the invoice of customer 4")

print("security ok")
