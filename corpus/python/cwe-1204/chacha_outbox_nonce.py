# seccoder-example: 1
# title: Encrypt outgoing chat messages with ChaCha20-Poly1305
# guideline: Draw a random nonce for every message; a counter in memory restarts with the process.
# cwe: CWE-1204, CWE-323
# apis: cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305, os.urandom
# applies: cryptography
# --- secure ---
import os

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305


class Outbox:
    def __init__(self, key: bytes, room: str) -> None:
        self._aead = ChaCha20Poly1305(key)
        self._room = room.encode()

    def seal(self, text: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._aead.encrypt(nonce, text.encode(), self._room)

    def open(self, message: bytes) -> str:
        return self._aead.decrypt(message[:12], message[12:], self._room).decode()
# --- vulnerable ---
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305


class Outbox:
    def __init__(self, key: bytes, room: str) -> None:
        self._aead = ChaCha20Poly1305(key)
        self._room = room.encode()
        self._sent = 0

    def seal(self, text: str) -> bytes:
        self._sent += 1
        nonce = self._sent.to_bytes(12, "big")
        return nonce + self._aead.encrypt(nonce, text.encode(), self._room)

    def open(self, message: bytes) -> str:
        return self._aead.decrypt(message[:12], message[12:], self._room).decode()
