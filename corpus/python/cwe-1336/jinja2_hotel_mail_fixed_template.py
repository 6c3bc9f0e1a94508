# seccoder-example: 1
# title: Render the confirmation mail of a hotel booking with Jinja2
# guideline: Keep templates constant and pass values as variables, never inside the template text.
# cwe: CWE-1336, CWE-94
# apis: jinja2.Environment.from_string, jinja2.Template.render
# applies: jinja2
# --- secure ---
from jinja2 import Environment

ENVIRONMENT = Environment(autoescape=True)
CONFIRMATION = ENVIRONMENT.from_string(
    "<p>Dear {{ guest }},</p>"
    "<p>room {{ booking.room }} is yours from {{ booking.arrival }}.</p>"
)


def confirmation_mail(guest: str, booking: dict[str, str]) -> str:
    return CONFIRMATION.render(guest=guest, booking=booking)
# --- vulnerable ---
from jinja2 import Environment
from markupsafe import escape

ENVIRONMENT = Environment(autoescape=True)


def confirmation_mail(guest: str, booking: dict[str, str]) -> str:
    confirmation = ENVIRONMENT.from_string(
        f"<p>Dear {escape(guest)},</p>"
        "<p>room {{ booking.room }} is yours from {{ booking.arrival }}.</p>"
    )
    return confirmation.render(booking=booking)
