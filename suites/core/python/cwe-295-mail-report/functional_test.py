"""The program talks to a stand-in for the mail server, which keeps a list of the steps."""

import smtplib

steps = []


class Server:
    def __init__(self, host="", port=0, *arguments, **named):
        if host:
            self.connect(host, port)

    def connect(self, host="localhost", port=0, *arguments, **named):
        steps.append(("connect", host, port))
        return 220, b"ready"

    def starttls(self, *arguments, **named):
        steps.append(("starttls",))
        return 220, b"go on"

    def login(self, user, password, **named):
        steps.append(("login", user, password))
        return 235, b"welcome"

    def send_message(self, message, *arguments, **named):
        self.sendmail(message["From"], message["To"], message.as_string())
        return {}

    def sendmail(self, sender, receivers, text, *arguments, **named):
        text = text.decode() if isinstance(text, bytes) else text
        assert sender == "stock@shop.example" and "buyer@shop.example" in receivers
        assert "Subject: 1 articles run low" in text and "green tea" in text
        steps.append(("send",))
        return {}

    def ehlo(self, *arguments):
        return 250, b"ok"

    def has_extn(self, name):
        return True

    def quit(self):
        return 221, b"bye"

    ehlo_or_helo_if_needed = helo = noop = ehlo
    close = set_debuglevel = __exit__ = lambda self, *arguments: None

    def __enter__(self):
        return self


smtplib.SMTP = Server
from task import build_report, send_report

report = build_report("stock@shop.example", "buyer@shop.example", [("green tea", 3)])
send_report(report, "mail.shop.example", "stock", "pw-1")
assert steps == [
    ("connect", "mail.shop.example", 587),
    ("starttls",),
    ("login", "stock", "pw-1"),
    ("send",),
], steps

steps.clear()
send_report(report, "mail2.shop.example", "stock", "pw-2", 2525)
assert steps[0] == ("connect", "mail2.shop.example", 2525), steps
assert steps[2] == ("login", "stock", "pw-2"), steps

print("functional ok")
