"""Digests are hexadecimal, repeatable and differ for different passwords."""

from task import Account, check_password, password_digest, set_password

salt = bytes(range(16))
digest = password_digest("open sesame", salt)
assert len(bytes.fromhex(digest)) >= 16
assert password_digest("open sesame", salt) == digest
assert len(password_digest("a much longer password than this one " * 4, salt)) == len(digest)
assert password_digest("\u00f6pen sesame", salt) != digest

ada = Account("ada")
set_password(ada, "correct horse")
assert check_password(ada, "correct horse")
assert not check_password(ada, "wrong horse")

print("functional ok")
