# seccoder-example: 1
# title: Shuffle and deal cards for an online table
# guideline: Shuffle with random.SystemRandom where a player gains by predicting the outcome.
# cwe: CWE-330
# apis: random.SystemRandom.shuffle
# applies: standard library
# --- secure ---
import random

DECK = [rank + suit for suit in "CDHS" for rank in "23456789TJQKA"]


def deal(players: int, cards_each: int = 5) -> list[list[str]]:
    if players < 1 or cards_each < 1 or players * cards_each > len(DECK):
        raise ValueError("not enough cards for this table")
    cards = DECK.copy()
    random.SystemRandom().shuffle(cards)
    return [cards[seat * cards_each :][:cards_each] for seat in range(players)]
# --- vulnerable ---
import random

DECK = [rank + suit for suit in "CDHS" for rank in "23456789TJQKA"]


def deal(players: int, cards_each: int = 5) -> list[list[str]]:
    if players < 1 or cards_each < 1 or players * cards_each > len(DECK):
        raise ValueError("not enough cards for this table")
    cards = DECK.copy()
    random.shuffle(cards)
    return [cards[seat * cards_each :][:cards_each] for seat in range(players)]
