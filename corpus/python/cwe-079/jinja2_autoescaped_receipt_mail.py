# seccoder-example: 1
# title: Build an HTML receipt mail with Jinja2
# guideline: Turn autoescape on explicitly; a plain jinja2 Environment does not escape.
# cwe: CWE-79
# apis: jinja2.Environment, jinja2.PackageLoader
# applies: jinja2, email
# --- secure ---
from email.message import EmailMessage

from jinja2 import Environment, PackageLoader


class ReceiptMailer:
    def __init__(self) -> None:
        # True also covers .j2 names, which select_autoescape() would skip.
        self.templates = Environment(
            loader=PackageLoader("billing"), autoescape=True
        )

    def build(self, recipient: str, lines: list[dict]) -> EmailMessage:
        message = EmailMessage()
        message["To"] = recipient
        message["Subject"] = "Your receipt"
        template = self.templates.get_template("receipt.html.j2")
        message.set_content(template.render(lines=lines), subtype="html")
        return message
# --- vulnerable ---
from email.message import EmailMessage

from jinja2 import Environment, PackageLoader


class ReceiptMailer:
    def __init__(self) -> None:
        self.templates = Environment(loader=PackageLoader("billing"))

    def build(self, recipient: str, lines: list[dict]) -> EmailMessage:
        message = EmailMessage()
        message["To"] = recipient
        message["Subject"] = "Your receipt"
        template = self.templates.get_template("receipt.html.j2")
        message.set_content(template.render(lines=lines), subtype="html")
        return message
