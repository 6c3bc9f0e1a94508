# seccoder-example: 1
# title: Hand text messages to the spooler of a modem
# guideline: Use the descriptor that mkstemp returns, in a with block; opening the path leaks it.
# cwe: CWE-775, CWE-772
# apis: tempfile.mkstemp, os.fdopen
# applies: standard library
# --- secure ---
import os
import tempfile
from collections.abc import Iterable


def spool_messages(outgoing: str, number: str, texts: Iterable[str]) -> list[str]:
    if not (number.isascii() and number.isdecimal()):
        raise ValueError("not a phone number")
    spooled = []
    for text in texts:
        descriptor, path = tempfile.mkstemp(prefix="sms-", dir=outgoing)
        with os.fdopen(descriptor, "w", encoding="utf-8") as message:
            message.write(f"To: {number}\nAlphabet: UTF-8\n\n{text}")
        spooled.append(path)
    return spooled
# --- vulnerable ---
import tempfile
from collections.abc import Iterable


def spool_messages(outgoing: str, number: str, texts: Iterable[str]) -> list[str]:
    if not (number.isascii() and number.isdecimal()):
        raise ValueError("not a phone number")
    spooled = []
    for text in texts:
        descriptor, path = tempfile.mkstemp(prefix="sms-", dir=outgoing)
        with open(path, "w", encoding="utf-8") as message:
            message.write(f"To: {number}\nAlphabet: UTF-8\n\n{text}")
        spooled.append(path)
    return spooled
