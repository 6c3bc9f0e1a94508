"""Recipe exchange: every member can read all recipes and add own ones."""

recipes = {}


def add_recipe(number, author, title):
    recipes[number] = {"author": author, "title": title}


def titles():
    return sorted(recipe["title"] for recipe in recipes.values())


def delete_recipe(number, user):
    """Deletes a recipe. `user` is the signed-in member who has pressed the button.

    Returns True, or False if nothing was deleted.
    """
