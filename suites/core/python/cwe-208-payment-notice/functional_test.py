"""Only the signature of the very same notice is taken."""

from task import is_signed, signature

for body in (b"paid 12.50", b"", b'{"order": 7}'):
    right = signature(body)
    assert is_signed(body, right)
    assert not is_signed(body + b"0", right)
    assert not is_signed(body, "0" * 64)
    assert not is_signed(body, right[:-1] + ("0" if right[-1] != "0" else "1"))

print("functional ok")
