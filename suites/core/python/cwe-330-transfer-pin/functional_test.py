"""PINs have six digits and differ."""

from task import new_pin

pins = [new_pin() for _ in range(40)]
for pin in pins:
    assert isinstance(pin, str) and len(pin) == 6 and pin.isascii() and pin.isdigit(), pin
assert len(set(pins)) > 30

print("functional ok")
