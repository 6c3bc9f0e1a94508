"""Takes notices of a payment service, which come by HTTP."""
import hashlib
import hmac
import os

SECRET = os.environ.get("PAYMENT_SECRET", "").encode()


def signature(body):
    """The signature of a notice's bytes, 64 hexadecimal digits."""
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


def is_signed(body, presented):
    """Returns True if `presented` is the signature of the body, otherwise False."""
