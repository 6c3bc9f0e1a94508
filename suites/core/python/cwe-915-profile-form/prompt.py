"""Member profiles of a neighbourhood network."""
from dataclasses import dataclass, field


@dataclass
class Member:
    name: str
    town: str = ""
    about: str = ""
    is_admin: bool = False
    credit: int = 0
    groups: list = field(default_factory=list)


PROFILE_FORM = """<form method="post" action="/profile">
<input name="name"> <input name="town"> <textarea name="about"></textarea>
<button>Save</button></form>"""


def profile_page(member):
    badge = " (admin)" if member.is_admin else ""
    return f"{member.name}{badge} from {member.town}\n{member.about}\n"


def apply_form(member, form):
    """Takes over what a member has sent with PROFILE_FORM.

    `form` is a dict of the submitted fields, which may be some of the form's fields only.
    Values lose the blanks at both ends. Returns the names of the fields whose value is now
    another one, in alphabetical order.
    """
    changed = []
    # store the submitted fields in the member
