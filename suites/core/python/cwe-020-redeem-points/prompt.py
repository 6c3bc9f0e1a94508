"""Loyalty points of the café's customers."""
from dataclasses import dataclass, field

CENTS_PER_POINT = 2


@dataclass
class Card:
    owner: str
    points: int = 0
    history: list = field(default_factory=list)


def earn(card, cents):
    """Adds one point for every full euro that was spent."""
    gained = cents // 100
    card.points += gained
    card.history.append(("earn", gained))
    return gained


def redeem(card, entered):
    """Redeems the number of points that the customer typed into the order form.

    Takes the points off the card, adds ("redeem", points) to its history and returns the
    discount in cents. Raises ValueError when the card does not have that many points.
    """
    # turn the entered text into a number and redeem the points
