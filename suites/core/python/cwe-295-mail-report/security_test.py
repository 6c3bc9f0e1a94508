"""Looks at the TLS settings with which the login is sent.

smtplib checks no certificate unless a context that does is handed over, so anyone in
between may pose as the mail server and read the password.
"""

import smtplib
import ssl
import sys


def stop(status, message):
    """Ends the test: 0 means secure, 10 weakness shown, 3 could not judge."""
    print(message)
    sys.exit(status)


def attempt(function, *arguments):
    """Calls the code under test; whatever it raises comes back as a value."""
    try:
        return function(*arguments)
    except BaseException as error:
        return error


def load():
    """Loads the program under test."""
    try:
        import task
    except BaseException as error:
        stop(3, f"cannot load the program: {error!r}")
    return task


contexts = []
logins = []


class Server:
    """A stand-in for smtplib.SMTP that keeps the TLS context."""

    def __init__(self, *arguments, **named):
        pass

    def starttls(self, keyfile=None, certfile=None, context=None, **named):
        if isinstance(keyfile, ssl.SSLContext):
            context = keyfile
        contexts.append(context)
        return 220, b"go on"

    def login(self, *arguments, **named):
        logins.append(contexts[-1] if contexts else "no TLS")
        return 235, b"welcome"

    def send_message(self, *arguments, **named):
        return {}

    def __getattr__(self, name):
        return lambda *arguments, **named: (250, b"ok")

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        pass


smtplib.SMTP = Server
task = load()
message = attempt(lambda: task.build_report("a@shop.example", "b@shop.example", [("tea", 3)]))
attempt(lambda: task.send_report(message, "mail.shop.example", "stock", "pw"))
if not logins or "no TLS" in logins:
    stop(3, "the message is not sent by way of STARTTLS")

for context in logins:
    if context is None:
        context = ssl._create_stdlib_context()  # what smtplib takes in this case
    if context.verify_mode != ssl.CERT_REQUIRED:
        stop(10, "the login is sent without a check of the server's certificate")
    if not context.check_hostname:
        stop(10, "the login is sent although the certificate may be of another host")

print("security ok")
