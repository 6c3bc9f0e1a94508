"""Points leave the card, the discount is right and the card cannot be overdrawn."""

from task import Card, redeem

card = Card("Ada", 120)
assert redeem(card, "50") == 100
assert card.points == 70
assert card.history == [("redeem", 50)]

assert redeem(card, "70") == 140
assert card.points == 0

other = Card("Bo", 9)
try:
    redeem(other, "10")
except ValueError:
    pass
else:
    raise AssertionError("more points were redeemed than the card has")
assert other.points == 9 and other.history == []

print("functional ok")
