"""A tiny spreadsheet that several people edit in the browser."""
import ast
import operator
import re

CELL = re.compile(r"[A-Z]+[0-9]+")


class Sheet:
    def __init__(self):
        self.cells = {}

    def set(self, name, value):
        """Puts a number into a cell such as "B3"."""
        if not CELL.fullmatch(name):
            raise ValueError(f"{name} is no cell")
        self.cells[name] = value

    def get(self, name):
        """The number in a cell; an empty cell counts as 0."""
        return self.cells.get(name, 0)

    def evaluate(self, formula):
        """Returns the value of a formula such as "=A1 + 2 * (B1 - 3)".

        Formulas have numbers, cell names, the operators + - * / and brackets.
        """
        # leave out the equals sign, look up the cells and compute the value
