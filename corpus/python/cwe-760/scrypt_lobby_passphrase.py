# seccoder-example: 1
# title: Keep the passphrase of a private game lobby
# guideline: Give every stored passphrase its own random salt and keep it beside the digest.
# cwe: CWE-760
# apis: hashlib.scrypt, secrets.token_bytes, hmac.compare_digest
# applies: standard library
# --- secure ---
import hashlib
import hmac
import secrets


def stretch(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=2**14, r=8, p=5)


def protect(passphrase: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{stretch(passphrase, salt).hex()}"


def may_enter(passphrase: str, stored: str) -> bool:
    salt, digest = map(bytes.fromhex, stored.split(":"))
    return hmac.compare_digest(stretch(passphrase, salt), digest)
# --- vulnerable ---
import hashlib
import hmac


def stretch(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=2**14, r=8, p=5)


def protect(passphrase: str) -> str:
    salt = b"lobby-passphrase"
    return f"{salt.hex()}:{stretch(passphrase, salt).hex()}"


def may_enter(passphrase: str, stored: str) -> bool:
    salt, digest = map(bytes.fromhex, stored.split(":"))
    return hmac.compare_digest(stretch(passphrase, salt), digest)
