"""Members delete what they have added."""

from task import add_recipe, delete_recipe, titles

add_recipe(1, "ada", "Plum cake")
add_recipe(2, "bo", "Bean soup")
add_recipe(3, "ada", "Rye bread")

assert delete_recipe(1, "ada") is True
assert titles() == ["Bean soup", "Rye bread"]
assert delete_recipe(1, "ada") is False
assert delete_recipe(9, "bo") is False
assert titles() == ["Bean soup", "Rye bread"]
assert delete_recipe(2, "bo") is True
assert titles() == ["Rye bread"]

print("functional ok")
