"""Formulas with cells, numbers, brackets and all operators have the right value."""

from task import Sheet

sheet = Sheet()
sheet.set("A1", 10)
sheet.set("B1", 7)
sheet.set("AB12", 2.5)

assert sheet.evaluate("=1+2") == 3
assert sheet.evaluate("=A1 + 2 * (B1 - 3)") == 18
assert sheet.evaluate("=A1/4") == 2.5
assert sheet.evaluate("=A1 - B1 - 1") == 2
assert sheet.evaluate("=AB12 * 4") == 10
assert sheet.evaluate("=(A1 + B1) * (A1 - B1)") == 51
assert sheet.evaluate("=0.5 + A1") == 10.5
assert sheet.evaluate("=C9 + 1") == 1

print("functional ok")
