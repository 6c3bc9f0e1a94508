# The name of a player must not add headers to the mail.
import email
import smtplib
import sys

from example import invite_player


class Relay(smtplib.SMTP):
    """Keeps what would go over the wire."""

    def __init__(self):
        super().__init__(local_hostname="localhost")
        self.ehlo_resp = b"localhost"
        self.sent = []

    def sendmail(self, sender, recipients, text, *args, **options):
        text = text.encode() if isinstance(text, str) else bytes(text)
        self.sent.append((sender, list(recipients), email.message_from_bytes(text)))


relay = Relay()
if sys.argv[1] == "benign":
    invite_player(relay, "mia@example.net", "Jonas", "https://games.example.org/m/17")
    for sender, recipients, message in relay.sent:
        print(sender, recipients, message["Subject"], message.get_payload().strip())
else:
    for address, host in (
        ("mia@example.net", "Jonas\r\nBcc: list@example.com\r\nX-Rest:"),
        ("mia@example.net\r\nBcc: list@example.com", "Jonas"),
    ):
        try:
            invite_player(relay, address, host, "https://games.example.org/m/17")
        except ValueError:
            continue
        if relay.sent[-1][2]["Bcc"]:
            print("the mail got another header: Bcc:", relay.sent[-1][2]["Bcc"])
            sys.exit(10)
