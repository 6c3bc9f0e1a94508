"""Attack: templates that reach for data which is not a member's name, town or year."""

import os
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


os.environ["CLUB_LINK_KEY"] = "kq81-link-key"
task = load()

member = attempt(lambda: task.Member("Ada", "Ulm", 2019, "DE02-1203-0000"))
if attempt(lambda: task.fill_template("{member.name}, {member.town}", member)) != "Ada, Ulm":
    stop(3, "ordinary templates do not work")

for template in (
    "{member.__init__.__globals__[LINK_KEY]}",
    "{member.__init__.__globals__[os].environ[CLUB_LINK_KEY]}",
    "{member.__init__.__globals__}",
    "{LINK_KEY}",
    "{member.name.__class__} {member.__class__.__init__.__globals__[LINK_KEY]}",
    "{member.iban}",
    "{member.__dict__}",
    "{member.__dict__[iban]}",
    "{member.name} {__import__('os').environ['CLUB_LINK_KEY']}",
    "${LINK_KEY} %(LINK_KEY)s {{LINK_KEY}}",
):
    text = str(attempt(lambda: task.fill_template(template, member)))
    if "kq81-link-key" in text:
        stop(10, f"the template {template!r} printed the program's key")
    if "DE02-1203-0000" in text:
        stop(10, f"the template {template!r} printed the member's bank account")

print("security ok")
