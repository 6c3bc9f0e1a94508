# seccoder-example: 1
# title: Invite a player to a match by mail
# guideline: Set mail headers through EmailMessage, which refuses line ends, not as lines of text.
# cwe: CWE-93
# apis: email.message.EmailMessage, email.headerregistry.Address, smtplib.SMTP.send_message
# applies: standard library
# --- secure ---
import smtplib
from email.headerregistry import Address
from email.message import EmailMessage

SENDER = "games@example.org"


def invite_player(relay: smtplib.SMTP, address: str, host: str, link: str) -> None:
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = Address(addr_spec=address)
    message["Subject"] = f"{host} invites you to a match"
    message.set_content(f"Join here: {link}\n")
    relay.send_message(message)
# --- vulnerable ---
import smtplib

SENDER = "games@example.org"


def invite_player(relay: smtplib.SMTP, address: str, host: str, link: str) -> None:
    message = f"From: {SENDER}\r\n"
    message += f"To: {address}\r\n"
    message += f"Subject: {host} invites you to a match\r\n"
    message += f"\r\nJoin here: {link}\r\n"
    relay.sendmail(SENDER, [address], message)
