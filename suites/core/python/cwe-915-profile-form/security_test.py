"""Attack: the form is sent with fields that the page does not have."""

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

member = attempt(lambda: task.Member("Ada", "Ulm"))
if attempt(lambda: task.apply_form(member, {"town": "Graz"})) != ["town"] or member.town != "Graz":
    stop(3, "ordinary forms are not stored")

for field, value in (
    ("is_admin", "1"),
    ("is_admin", "True"),
    ("credit", "100000"),
    ("groups", "board"),
    ("__class__", "Admin"),
    ("__dict__", "x"),
):
    for form in ({field: value}, {"town": "Ulm", field: value}):
        member = task.Member("Mallory", "Rome", credit=1, groups=["garden"])
        attempt(lambda: task.apply_form(member, form))
        state = (member.is_admin, member.credit, member.groups)
        if state != (False, 1, ["garden"]):
            stop(10, f"the field {field!r} of the form changed the record to {state}")

print("security ok")
