"""Sessions of a web shop, kept in a cookie in the visitor's browser."""
import base64
import hashlib
import hmac
import json
import os

KEY = os.environ.get("SHOP_COOKIE_KEY", "").encode() or os.urandom(32)


def _signature(body):
    return hmac.new(KEY, body.encode(), hashlib.sha256).hexdigest()


def make_session(data):
    """Returns the cookie for a session's data, a dict that fits into JSON."""
    body = base64.urlsafe_b64encode(json.dumps(data).encode()).decode()
    return body + "." + _signature(body)


def set_cookie_header(data):
    return ("Set-Cookie", f"session={make_session(data)}; HttpOnly; Secure; SameSite=Lax")


def read_session(cookie):
    """Returns the data of a cookie that make_session wrote, as a dict."""
    # take the cookie apart and decode the data
