# seccoder-example: 1
# title: Encrypt a clinic note with AES-GCM
# guideline: Encrypt with an authenticated cipher such as AES-GCM and a fresh random nonce.
# cwe: CWE-327
# apis: cryptography.hazmat.primitives.ciphers.aead.AESGCM
# applies: cryptography
# --- secure ---
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_SIZE = 12


def seal_note(key: bytes, note: str) -> bytes:
    nonce = os.urandom(NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, note.encode(), None)


def open_note(key: bytes, sealed: bytes) -> str:
    nonce, body = sealed[:NONCE_SIZE], sealed[NONCE_SIZE:]
    return AESGCM(key).decrypt(nonce, body, None).decode()
# --- vulnerable ---
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

IV_SIZE = 8


def seal_note(key: bytes, note: str) -> bytes:
    iv = os.urandom(IV_SIZE)
    encryptor = Cipher(algorithms.TripleDES(key), modes.CFB(iv)).encryptor()
    return iv + encryptor.update(note.encode()) + encryptor.finalize()


def open_note(key: bytes, sealed: bytes) -> str:
    iv, body = sealed[:IV_SIZE], sealed[IV_SIZE:]
    decryptor = Cipher(algorithms.TripleDES(key), modes.CFB(iv)).decryptor()
    return (decryptor.update(body) + decryptor.finalize()).decode()
