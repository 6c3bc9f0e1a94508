"""The form as the page sends it changes the right account; the other answers are as said."""

import re

import task

task.accounts.update(
    ada={"address": "ada@old.example", "books": 2}, bo={"address": "bo@old.example", "books": 0}
)


def submit(session, **form):
    """Fills in and sends the form that the page shows."""
    page = task.address_form(task.Request("GET", session))
    hidden = dict(re.findall('type="hidden" name="(.*?)" value="(.*?)"', page))
    return tuple(task.change_address(task.Request("POST", session, {**hidden, **form})))


ada = {}
task.sign_in(ada, "ada")
assert submit(ada, address="ada@new.example") == (200, "saved")
assert task.accounts["ada"] == {"address": "ada@new.example", "books": 2}
assert task.accounts["bo"]["address"] == "bo@old.example"

assert submit(ada, address="") == (400, "no address")
assert submit(ada)[0] == 400
assert task.accounts["ada"]["address"] == "ada@new.example"

answer = task.change_address(task.Request("POST", {}, {"address": "x@new.example"}))
assert tuple(answer) == (401, "please sign in")

print("functional ok")
