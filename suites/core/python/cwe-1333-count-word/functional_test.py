"""Whole words are counted, whatever their case."""

from task import count_word

text = "The tax on tea is a tax too many and Tea is no taxi"
assert count_word(text, "tax") == 2
assert count_word(text, "tea") == 2
assert count_word(text, "Tea") == 2
assert count_word(text, "taxi") == 1
assert count_word(text, "too") == 1
assert count_word(text, "coffee") == 0

print("functional ok")
