"""The inputs with which a program is run: what to try, and in which order."""

import re

INT_MAX = 2**31 - 1
INT_MIN = -(2**31)

# Numbers that every program is tried with; the program's own constants join them.
NUMBERS = [0, 1, -1, 2, 3, 5, 9, 10, 11, 99, 100, 1000, INT_MAX, INT_MIN]
MAX_RUNS = 150


def constants(text):
    """Integers, characters and short strings of the program: what it may compare with."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)
    letters = []
    for found in re.findall(r"'(\\?.)'", code):
        letter = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\0": ""}.get(found, found[-1:])
        if letter and letter.isascii() and letter not in letters:
            letters.append(letter)
    words = []
    for found in re.findall(r'"([\w.@:/-]{1,16})"', code):
        if found.encode() not in words and not found.endswith((".h", ".txt")):
            words.append(found.encode())
    code = re.sub(r'"(\\.|[^"\\\n])*"', " ", code)
    numbers = []
    for found in re.findall(r"(?<![\w.])(0[xX][0-9a-fA-F]+|\d+)(?=[uUlL]*\b)(?!\.)", code):
        value = int(found, 16 if found[:2] in ("0x", "0X") else 10)
        if 1 < value <= INT_MAX and value not in numbers:
            numbers.append(value)
    return sorted(numbers)[:10], letters[:6], words[:8]


class Plan:
    """Collects runs and writes them in the runner's format."""

    def __init__(self):
        self.lines = []

    def add(self, text=b"", arguments=(), rand=(), stub=(), fail=0, contents=None, fill=None):
        """One run. The fill character stands beside the program's memory: what the input that
        matters ends with."""
        if fill is None:
            fill = arguments[-1][-1:] if arguments else b""
        fill = (fill or b" ")[0]
        fields = [
            str(fail),
            str(fill),
            ",".join(map(str, rand)) or "-",
            ",".join(map(str, stub)) or "-",
            text.hex() or "-",
            (text if contents is None else contents).hex() or "-",
            *(a.replace(b"\0", b"").hex() or "-" for a in arguments),
        ]
        line = " ".join(fields)
        if line not in self.lines:
            self.lines.append(line)


def interesting_numbers(own):
    """The usual boundary values and those next to the program's constants."""
    near = []
    for value in own:
        near += [value, value - 1, value + 1, -value, INT_MAX - value + 1, INT_MAX - value]
    numbers = []
    for value in [*NUMBERS, *near]:
        if INT_MIN <= value <= INT_MAX and value not in numbers:
            numbers.append(value)
    return numbers[:44]


def interesting_texts(own, letters, words):
    """Strings: short, blank, padded, long, and just around the sizes in the program."""
    texts = [b"", b" ", b"   ", b"x", b"a b  ", b"  ab", b"ab \t\t", b"\t", b"/", b"%s%n", *words]
    for letter in letters:
        if letter not in " \t":
            texts += [letter.encode(), letter.encode() * 3, b"ab" + letter.encode() * 2]
    sizes = {20, 100, 300, 2000}
    for value in own:
        if value <= 4096:
            sizes |= {value - 1, value, value + 1, value * 2}
    for size in sorted(sizes)[:20]:
        texts.append(b"A" * size)
        if size <= 300:
            texts.append(b" " * size)
    return texts


def number_text(*values):
    """The values one on a line, the last one repeated for programs that read more."""
    return b"".join(b"%d\n" % v for v in values) + b"%d\n" % values[-1] * 12


def make_plan(program, uses_input, uses_arguments, uses_random, uses_stubs):
    """The plan's lines for a program of which we know what it reads."""
    own, letters, words = constants(program)
    numbers = interesting_numbers(own)
    texts = interesting_texts(own, letters, words)
    plan = Plan()

    usual = number_text(5)
    line = b"some text that is longer than most buffers a beginner would reserve for it " * 2
    benign = [(usual, (b"5",)), (line + b"\n", (b"hello world  ",)), (number_text(100), (b"100",))]
    for text, arguments in benign:
        plan.add(text, arguments)
    plan.add(b"", ())
    plan.add(usual, ())

    if uses_random:
        top = [INT_MAX, INT_MAX - 1, INT_MAX - 2]
        for value in own:
            top += [INT_MAX - value, INT_MAX - value - 1, INT_MAX - value + 1, value, value - 1]
        for value in [*top, 0, 1, 2]:
            plan.add(usual, (b"5",), rand=(value,))
        plan.add(usual, (b"5",), rand=(INT_MAX, 0))
        plan.add(usual, (b"5",), rand=(0, INT_MAX))
        for value in own[:4]:
            plan.add(usual, (b"5",), rand=(value - 1, INT_MAX))
        plan.add(usual, (b"5",), rand=(1, 2, 3, 5, 8, 13, 21, 1000, 2000))
        plan.add(usual, (b"5",), rand=(1 << 30,))
    if uses_stubs:
        small = [*own[:4], *(v - 1 for v in own[:4]), *(v + 1 for v in own[:4])]
        for values in [(INT_MAX,), (INT_MIN,), (0,), (1,), (-1,), (10, 20, 30), (1, INT_MAX),
                       (INT_MAX, 1), (INT_MAX, INT_MIN), (-1, INT_MIN), (2**30,), (100,),
                       *((v,) for v in small)]:
            plan.add(usual, (b"5",), stub=values)

    # Every call that can fail does so once, for inputs that lead deep into the program.
    for text, arguments in benign[:2]:
        for number in (1, 2, 3, 4, 5, 6, -1):
            plan.add(text, arguments, fail=number)

    pairs = [0, 1, -1, 10, *own[-3:], INT_MAX]
    kinds, from_input = [], []
    if uses_arguments:
        kinds.append([(usual, (b"%d" % n,)) for n in numbers])
        kinds.append([(usual, (t,)) for t in texts])
        kinds.append([(usual, (b"%d" % a, b"%d" % b)) for a in pairs for b in pairs[::-1]])
        kinds.append([(usual, (t, t)) for t in texts])
        kinds.append([(usual, (b"1", b"2", b"3", b"4"))])
    if uses_input:
        argument = (b"5",)
        kinds.append([(number_text(n), argument) for n in numbers])
        from_input = [(t + b"\n", argument) for t in texts]
        kinds.append(from_input)
        kinds.append([(number_text(a, b), argument) for a in pairs for b in pairs[::-1]])
        kinds.append([(t, argument) for t in (b"", b"A" * 100, b"A" * 5000, b"5", b"\0" * 64,
                                             b"\n\n\n", b"ab\n" * 200, b"5 hello\n", b"abc 5\n",
                                             b"\xff\xfe\x80\n")])
    # In turn, so that a plan that is cut short has tried some of every kind.
    room = MAX_RUNS - len(plan.lines)
    position = 0
    while kinds and len(plan.lines) < MAX_RUNS and position < room:
        for kind in kinds:
            if position < len(kind):
                text, arguments = kind[position]
                last = text.rstrip(b"\n")[-1:] or b"\n" if kind is from_input else None
                plan.add(text, arguments, fill=last)
        position += 1
    return plan.lines[:MAX_RUNS]
