# seccoder-example: 1
# title: Encrypt a saved game with AES-CBC and a MAC
# guideline: Draw a new random IV for every CBC message, store it in front, and MAC the whole.
# cwe: CWE-329
# apis: cryptography.hazmat.primitives.ciphers.modes.CBC, hmac.digest
# applies: cryptography, standard library
# --- secure ---
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

IV_SIZE = 16
TAG_SIZE = 32


def seal_game(cipher_key: bytes, mac_key: bytes, state: bytes) -> bytes:
    iv = os.urandom(IV_SIZE)
    padder = PKCS7(128).padder()
    padded = padder.update(state) + padder.finalize()
    encryptor = Cipher(algorithms.AES(cipher_key), modes.CBC(iv)).encryptor()
    body = iv + encryptor.update(padded) + encryptor.finalize()
    return body + hmac.digest(mac_key, body, "sha256")


def open_game(cipher_key: bytes, mac_key: bytes, sealed: bytes) -> bytes:
    body, tag = sealed[:-TAG_SIZE], sealed[-TAG_SIZE:]
    if not hmac.compare_digest(hmac.digest(mac_key, body, "sha256"), tag):
        raise ValueError("saved game was changed")
    iv, body = body[:IV_SIZE], body[IV_SIZE:]
    decryptor = Cipher(algorithms.AES(cipher_key), modes.CBC(iv)).decryptor()
    unpadder = PKCS7(128).unpadder()
    padded = decryptor.update(body) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()
# --- vulnerable ---
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

IV = b"saved-game-iv-01"
TAG_SIZE = 32


def seal_game(cipher_key: bytes, mac_key: bytes, state: bytes) -> bytes:
    padder = PKCS7(128).padder()
    padded = padder.update(state) + padder.finalize()
    encryptor = Cipher(algorithms.AES(cipher_key), modes.CBC(IV)).encryptor()
    body = encryptor.update(padded) + encryptor.finalize()
    return body + hmac.digest(mac_key, body, "sha256")


def open_game(cipher_key: bytes, mac_key: bytes, sealed: bytes) -> bytes:
    body, tag = sealed[:-TAG_SIZE], sealed[-TAG_SIZE:]
    if not hmac.compare_digest(hmac.digest(mac_key, body, "sha256"), tag):
        raise ValueError("saved game was changed")
    decryptor = Cipher(algorithms.AES(cipher_key), modes.CBC(IV)).decryptor()
    unpadder = PKCS7(128).unpadder()
    padded = decryptor.update(body) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()
