"""The user is signed in and sent to the page in "next"."""

from task import finish_sign_in, sign_in_link


def finish(query):
    session = {}
    status, headers = finish_sign_in(query, session, "ada")
    assert status == 303
    assert session == {"user": "ada"}
    return headers["Location"]


def page(location):
    """The same page may be named with or without the shop's own host."""
    return location.removeprefix("https://shop.example")


assert page(finish("next=%2Forders")) == "/orders"
assert page(finish("next=%2Forders%3Fpage%3D2")) == "/orders?page=2"
assert page(finish(sign_in_link("/tea/green-tea").partition("?")[2])) == "/tea/green-tea"
assert page(finish("lang=de&next=%2Fcart")) == "/cart"
assert page(finish("")) == "/account"
assert page(finish("lang=de")) == "/account"

print("functional ok")
