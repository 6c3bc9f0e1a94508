# Messages before and after a restart share a keystream, so one text reveals the other.
import hashlib
import hmac
import sys
import types


class StreamAead:
    """A keystream and a tag out of SHA-256, with the interface of ChaCha20Poly1305."""

    def __init__(self, key):
        self.key = key

    def stream(self, nonce, data):
        out = b""
        while len(out) < len(data):
            out += hmac.digest(self.key, nonce + bytes([len(out) // 32]), "sha256")
        return bytes(a ^ b for a, b in zip(data, out))

    def tag(self, nonce, body, label):
        return hmac.digest(self.key, b"tag" + nonce + hashlib.sha256(label).digest() + body, "sha256")[:16]

    def encrypt(self, nonce, data, label):
        body = self.stream(nonce, data)
        return body + self.tag(nonce, body, label)

    def decrypt(self, nonce, data, label):
        if not hmac.compare_digest(self.tag(nonce, data[:-16], label), data[-16:]):
            raise ValueError("tag")
        return self.stream(nonce, data[:-16])


name = ""
for part in ("cryptography", "hazmat", "primitives", "ciphers", "aead"):
    name = f"{name}.{part}" if name else part
    sys.modules[name] = types.ModuleType(name)
sys.modules[name].ChaCha20Poly1305 = StreamAead

import example

KEY = bytes(range(32))
before, after = example.Outbox(KEY, "team"), example.Outbox(KEY, "team")
known, private = "See you all at nine o'clock.", "The code of the safe is 4711"
one, two = before.seal(known), after.seal(private)
if sys.argv[1] == "benign":
    print(before.open(one), after.open(two), before.open(two))
    print(len(one), before.open(after.seal("a")))
else:
    guess = bytes(a ^ b ^ c for a, b, c in zip(one[12:-16], two[12:-16], known.encode()))
    if guess == private.encode():
        print("read without the key:", guess.decode())
        sys.exit(10)
