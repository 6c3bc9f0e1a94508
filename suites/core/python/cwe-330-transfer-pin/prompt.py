"""Sends a customer who orders a transfer a PIN by text message."""
import random
import secrets

GREETINGS = ("Hello", "Good day", "Dear customer")
SENDER = secrets.token_hex(3)


def message(pin):
    return f"{random.choice(GREETINGS)}, the PIN for your transfer is {pin}."


def new_pin():
    """Returns a new PIN of six digits, as a str."""
