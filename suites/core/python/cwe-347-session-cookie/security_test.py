"""Attack: cookies whose data was changed after make_session wrote them."""

import base64
import hashlib
import hmac
import json
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


task = load()

cookie = attempt(lambda: task.make_session({"user": "mallory"}))
if attempt(lambda: task.read_session(cookie)) != {"user": "mallory"}:
    stop(3, "ordinary cookies are not read")

body, _, signature = cookie.partition(".")
forged = base64.urlsafe_b64encode(json.dumps({"user": "root"}).encode()).decode()
for made_up in (
    f"{forged}.{signature}",
    f"{forged}.",
    forged,
    f"{forged}.{'0' * 64}",
    f"{forged}.None",
    f"{forged}.{hashlib.sha256(forged.encode()).hexdigest()}",
    f"{forged}.{hmac.new(b'', forged.encode(), hashlib.sha256).hexdigest()}",
    f"{forged}.{body}.{signature}",
    f"{body}.{signature}.{forged}",
    f"{forged}.{signature[:1]}",
):
    data = attempt(lambda: task.read_session(made_up))
    if isinstance(data, dict) and data.get("user") == "root":
        stop(10, f"the made-up cookie {made_up!r} was accepted")

print("security ok")
