# seccoder-example: 1
# title: Encrypt a chat archive with keys that can be rotated
# guideline: Load encryption keys from the environment or a secret store; none stands in the code.
# cwe: CWE-321
# apis: cryptography.fernet.MultiFernet
# applies: cryptography
# --- secure ---
import os

from cryptography.fernet import Fernet, MultiFernet


def archive_cipher() -> MultiFernet:
    # Newest first: it encrypts, while the older ones still decrypt.
    keys = os.environ["CHAT_ARCHIVE_KEYS"].split(",")
    return MultiFernet([Fernet(key) for key in keys])


def archive_message(text: str) -> bytes:
    return archive_cipher().encrypt(text.encode())


def read_message(stored: bytes) -> str:
    return archive_cipher().decrypt(stored).decode()
# --- vulnerable ---
from cryptography.fernet import Fernet

ARCHIVE_KEY = b"change-me-change-me-change-me-change-me-000="


def archive_cipher() -> Fernet:
    return Fernet(ARCHIVE_KEY)


def archive_message(text: str) -> bytes:
    return archive_cipher().encrypt(text.encode())


def read_message(stored: bytes) -> str:
    return archive_cipher().decrypt(stored).decode()
