"""Attack: a page of another site sends the form in the name of a signed-in member.

The browser adds the session, but the other site does not know the form's token.
"""

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

OLD = "ada@old.example"
session, others = {}, {}
task.sign_in(session, "ada")
task.sign_in(others, "mallory")


def address_after(form):
    task.accounts["ada"] = {"address": OLD}
    task.accounts["mallory"] = {"address": "mallory@old.example"}
    attempt(lambda: task.change_address(task.Request("POST", session, form)))
    return task.accounts["ada"]["address"]


wanted = {"address": "ada@new.example", "form_token": session["form_token"]}
if attempt(lambda: address_after(wanted)) != "ada@new.example":
    stop(3, "the ordinary form does not work")

EVIL = {"address": "mallory@evil.example"}
for form in (
    EVIL,
    {**EVIL, "form_token": ""},
    {**EVIL, "form_token": "x"},
    {**EVIL, "form_token": "None"},
    {**EVIL, "form_token": others["form_token"]},
    {**EVIL, "form_token": wanted["form_token"][:1]},
):
    if address_after(form) != OLD:
        token = form.get("form_token", "no token")
        stop(10, f"another site's form changed the address with {token!r}")

print("security ok")
