// seccoder-example: 1
// title: Shuffle and deal a deck of cards at an online poker table
// guideline: Shuffle with crypto.randomInt; the next numbers of Math.random can be worked out.
// cwe: CWE-338, CWE-330
// apis: crypto.randomInt, Math.random
// applies: standard library
// --- secure ---
import { randomInt } from "node:crypto";

const RANKS = [..."23456789TJQKA"];
const SUITS = [..."cdhs"];

export function shuffledDeck(): string[] {
  const deck = SUITS.flatMap((suit) => RANKS.map((rank) => rank + suit));
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const pick = randomInt(last + 1);
    [deck[last], deck[pick]] = [deck[pick], deck[last]];
  }
  return deck;
}

export function deal(players: readonly string[]) {
  const deck = shuffledDeck();
  const hands = new Map(players.map((player) => [player, deck.splice(0, 2)]));
  return { hands, deck };
}
// --- vulnerable ---
const RANKS = [..."23456789TJQKA"];
const SUITS = [..."cdhs"];

export function shuffledDeck(): string[] {
  const deck = SUITS.flatMap((suit) => RANKS.map((rank) => rank + suit));
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const pick = Math.floor(Math.random() * (last + 1));
    [deck[last], deck[pick]] = [deck[pick], deck[last]];
  }
  return deck;
}

export function deal(players: readonly string[]) {
  const deck = shuffledDeck();
  const hands = new Map(players.map((player) => [player, deck.splice(0, 2)]));
  return { hands, deck };
}
