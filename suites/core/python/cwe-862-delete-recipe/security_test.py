"""Attack: a member presses the button for somebody else's recipe."""

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


def left(author, user):
    """The titles after `user` has asked to delete the recipe of `author`."""
    task.recipes.clear()
    task.add_recipe(1, author, "Plum cake")
    attempt(lambda: task.delete_recipe(1, user))
    return task.titles()


if attempt(lambda: left("ada", "ada")) != []:
    stop(3, "an own recipe is not deleted")

for user in ("bo", "eve", "", None, "ad"):
    if attempt(lambda: left("ada", user)) == []:
        stop(10, f"the member {user!r} has deleted the recipe of 'ada'")

print("security ok")
