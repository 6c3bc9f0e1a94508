"""Sends the nightly stock report by mail."""
import smtplib
import ssl
from email.message import EmailMessage

PROGRAM = f"stock-report (with {ssl.OPENSSL_VERSION})"


def build_report(sender, receiver, rows):
    """Puts the articles that run low into a message; `rows` are (article, amount)."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = receiver
    message["Subject"] = f"{len(rows)} articles run low"
    message["X-Mailer"] = PROGRAM
    message.set_content("".join(f"{amount:5} {article}\n" for article, amount in rows))
    return message


def send_report(message, host, user, password, port=587):
    """Delivers a message through the mail server at host:port.

    The server starts in plain text, offers STARTTLS and takes messages after a login only.
    """
    # connect, start TLS, log in and send the message
