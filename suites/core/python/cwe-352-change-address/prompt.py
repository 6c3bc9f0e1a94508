"""Account pages of a library."""
import secrets
from dataclasses import dataclass, field
from html import escape

accounts = {}


@dataclass
class Request:
    method: str = "GET"
    session: dict = field(default_factory=dict)
    form: dict = field(default_factory=dict)


def sign_in(session, user):
    session["user"] = user
    session["form_token"] = secrets.token_urlsafe(16)


def address_form(request):
    """The page with the form; it is sent to change_address."""
    return f"""<form method="post" action="/account/address">
<input type="hidden" name="form_token" value="{request.session["form_token"]}">
<input name="address" value="{escape(accounts[request.session["user"]]["address"])}">
<button>Save</button></form>"""


def change_address(request):
    """Answers POST /account/address with (status, body).

    Stores the address from the form in the account of the signed-in user: (200, "saved").
    Without a signed-in user (401, "please sign in"), without an address (400, "no address").
    """
    # handle the request
