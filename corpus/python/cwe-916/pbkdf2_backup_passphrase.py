# seccoder-example: 1
# title: Encrypt a backup under a passphrase
# guideline: Stretch a passphrase with a random salt and a work factor of today's recommendations.
# cwe: CWE-916
# apis: hashlib.pbkdf2_hmac, cryptography.fernet.Fernet
# applies: cryptography, standard library
# --- secure ---
import base64
import hashlib
import os

from cryptography.fernet import Fernet

SALT_SIZE = 16
ROUNDS = 600_000


def cipher_for(passphrase: str, salt: bytes) -> Fernet:
    key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, ROUNDS)
    return Fernet(base64.urlsafe_b64encode(key))


def seal_backup(passphrase: str, archive: bytes) -> bytes:
    salt = os.urandom(SALT_SIZE)
    return salt + cipher_for(passphrase, salt).encrypt(archive)


def open_backup(passphrase: str, sealed: bytes) -> bytes:
    salt, body = sealed[:SALT_SIZE], sealed[SALT_SIZE:]
    return cipher_for(passphrase, salt).decrypt(body)
# --- vulnerable ---
import base64
import hashlib
import os

from cryptography.fernet import Fernet

SALT_SIZE = 16
ROUNDS = 1000


def cipher_for(passphrase: str, salt: bytes) -> Fernet:
    key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, ROUNDS)
    return Fernet(base64.urlsafe_b64encode(key))


def seal_backup(passphrase: str, archive: bytes) -> bytes:
    salt = os.urandom(SALT_SIZE)
    return salt + cipher_for(passphrase, salt).encrypt(archive)


def open_backup(passphrase: str, sealed: bytes) -> bytes:
    salt, body = sealed[:SALT_SIZE], sealed[SALT_SIZE:]
    return cipher_for(passphrase, salt).decrypt(body)
