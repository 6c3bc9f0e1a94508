"""Sign-in of a web shop, https://shop.example."""
from urllib.parse import parse_qs, quote, urlsplit

HOME = "/account"


def sign_in_link(path):
    """Address of the sign-in page for a visitor who is at `path`."""
    return "/sign-in?next=" + quote(path, safe="")


def page_name(path):
    return urlsplit(path).path.strip("/") or "start"


def finish_sign_in(query, session, user):
    """Signs a user in after the password was checked.

    `query` is the query string of the sign-in page, as in "next=%2Forders%3Fpage%3D2". The
    user goes to the page in "next", or to HOME when there is none. Returns the status and
    the headers of the answer: (303, {"Location": ...}).
    """
    session["user"] = user
    # send the user to the next page
