# seccoder-example: 1
# title: Encrypt sensor frames with PyCryptodome
# guideline: Use GCM instead of ECB, and authenticate the plain header together with the body.
# cwe: CWE-327
# apis: Crypto.Cipher.AES.new, Crypto.Cipher.AES.MODE_GCM
# applies: pycryptodome
# --- secure ---
import struct

from Crypto.Cipher import AES
from Crypto.Random import get_random_bytes

HEADER = struct.Struct(">HH")
NONCE_SIZE = 12
TAG_SIZE = 16


def pack_frame(key: bytes, station: int, channel: int, readings: bytes) -> bytes:
    header = HEADER.pack(station, channel)
    cipher = AES.new(key, AES.MODE_GCM, nonce=get_random_bytes(NONCE_SIZE))
    cipher.update(header)
    body, tag = cipher.encrypt_and_digest(readings)
    return header + cipher.nonce + tag + body


def unpack_frame(key: bytes, frame: bytes) -> tuple[int, int, bytes]:
    header, rest = frame[: HEADER.size], frame[HEADER.size :]
    cipher = AES.new(key, AES.MODE_GCM, nonce=rest[:NONCE_SIZE])
    cipher.update(header)
    tag, body = rest[NONCE_SIZE:][:TAG_SIZE], rest[NONCE_SIZE + TAG_SIZE :]
    readings = cipher.decrypt_and_verify(body, tag)
    return *HEADER.unpack(header), readings
# --- vulnerable ---
import struct

from Crypto.Cipher import AES
from Crypto.Util.Padding import pad, unpad

HEADER = struct.Struct(">HH")


def pack_frame(key: bytes, station: int, channel: int, readings: bytes) -> bytes:
    header = HEADER.pack(station, channel)
    cipher = AES.new(key, AES.MODE_ECB)
    body = cipher.encrypt(pad(readings, AES.block_size))
    return header + body


def unpack_frame(key: bytes, frame: bytes) -> tuple[int, int, bytes]:
    header, body = frame[: HEADER.size], frame[HEADER.size :]
    cipher = AES.new(key, AES.MODE_ECB)
    readings = unpad(cipher.decrypt(body), AES.block_size)
    return *HEADER.unpack(header), readings
