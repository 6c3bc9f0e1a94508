# seccoder-example: 1
# title: Sign the query of a download link with keyed BLAKE2
# guideline: Authenticate with a keyed hash; SHA-256 of key and message can be extended by anyone.
# cwe: CWE-327
# apis: hashlib.blake2b, hmac.compare_digest
# applies: standard library
# --- secure ---
import hashlib
import hmac
from urllib.parse import parse_qsl


def sign_query(key: bytes, query: bytes) -> bytes:
    return hashlib.blake2b(query, key=key, digest_size=32).hexdigest().encode()


def read_link(key: bytes, link: bytes) -> dict[str, str] | None:
    query, _, signature = link.rpartition(b"&sig=")
    if not hmac.compare_digest(sign_query(key, query), signature):
        return None
    return dict(parse_qsl(query.decode("latin-1")))
# --- vulnerable ---
import hashlib
import hmac
from urllib.parse import parse_qsl


def sign_query(key: bytes, query: bytes) -> bytes:
    return hashlib.sha256(key + query).hexdigest().encode()


def read_link(key: bytes, link: bytes) -> dict[str, str] | None:
    query, _, signature = link.rpartition(b"&sig=")
    if not hmac.compare_digest(sign_query(key, query), signature):
        return None
    return dict(parse_qsl(query.decode("latin-1")))
