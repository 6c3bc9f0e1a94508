"""What the runner's records mean: weaknesses and the lines that they lie on."""

import json
import os
import re

# AddressSanitizer's names by weakness; out-of-bounds accesses are told apart by direction.
FREED = {"heap-use-after-free": [416], "double-free": [415, 416], "bad-free": [590],
         "alloc-dealloc-mismatch": [762], "stack-use-after-return": [562, 416],
         "stack-use-after-scope": [825, 416]}
OUT_OF_BOUNDS = re.compile(r"overflow|underflow|poison|negative-size-param")


def cwes_of(record, text):
    """The weaknesses that a record demonstrates; none for what is noise here."""
    kind, message = record["kind"], record["message"]
    if record["source"] == "a":
        if kind in FREED:
            return FREED[kind]
        if "overlap" in kind:
            return []
        if kind == "negative-size-param":
            return [787]
        if OUT_OF_BOUNDS.search(kind):
            return [787 if record["access"] == "w" else 125]
        return []
    if record["source"] == "s":
        if kind == "null-dereference":
            return [476]
        if kind == "wild-access":
            return {"r": [125], "w": [787]}.get(record["access"], [125, 787])
        return {"division": [369], "wild-jump": [787]}.get(kind, [])
    if kind == "signed-integer-overflow":
        return [190]
    if kind == "shift-base" and "cannot be represented" in message:
        return [190]
    if kind == "out-of-bounds-index":
        return index_access(text, record["line"], record["column"])
    if kind == "null-pointer-use" and re.match(r"(load|store)", message):
        return [476]
    if kind == "integer-divide-by-zero":
        return [369]
    return []


def index_access(text, line, column):
    """Whether `a[i]` at this place is read, written or both; both too where one cannot tell."""
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return [125, 787]
    rest = "\n".join([lines[line - 1][max(column - 1, 0):], *lines[line:line + 3]])
    opening = rest.find("[")
    if opening < 0:
        return [125, 787]
    position, depth = opening, 0
    while position < len(rest):
        depth += {"[": 1, "]": -1}.get(rest[position], 0)
        position += 1
        if depth == 0:
            follows = re.match(r"\s*(?:(?:\.|->)\s*\w+\s*)*", rest[position:])
            position += follows.end()
            if not rest.startswith("[", position):
                break
    after = rest[position:]
    before = lines[line - 1][:max(column - 1, 0)].rstrip()
    before = re.sub(r"[\w.>\]\[-]*$", "", before).rstrip()
    if re.match(r"(?:[-+*/%&|^]|<<|>>)=|\+\+|--", after) or before.endswith(("++", "--")):
        return [125, 787]
    if re.match(r"=(?!=)", after):
        return [787]
    if before.endswith("&") and not before.endswith("&&"):
        return [125, 787]
    return [125]


def resolve(addresses, folder, call):
    """Lines of program.c for code offsets; offsets elsewhere are missing."""
    if not addresses:
        return {}
    ordered = sorted(addresses)
    status, out, _ = call(["addr2line", "-e", "program", *map(hex, ordered)], folder)
    if status != 0:
        raise RuntimeError("addr2line could not read the program")
    lines = {}
    for address, place in zip(ordered, out.splitlines()):
        found = re.search(r"(?:^|/)program\.c:(\d+)", place)
        if found:
            lines[address] = int(found.group(1))
    return lines


def from_records(records, folder, text, call):
    """The faults that name a weakness, with the lines of their frames, innermost first.

    A fault without lines is one that broke the stack so badly that nobody can say where it lies.
    """
    places = resolve({frame for r in records for frame in r["frames"]}, folder, call)
    faults, seen = [], set()
    for record in records:
        cwes = cwes_of(record, text)
        if record["source"] == "u":
            lines = [record["line"]] if os.path.basename(record["file"]) == "program.c" else []
        else:
            lines = [places[frame] for frame in record["frames"] if frame in places]
        key = (record["kind"], tuple(cwes), tuple(lines))
        if not cwes or key in seen:
            continue
        seen.add(key)
        faults.append({"kind": record["kind"], "cwes": cwes, "lines": lines, "run": record["run"],
                       "message": message_of(record)})
    return faults


def message_of(record):
    """One sentence for a person."""
    if record["message"]:
        return record["message"]
    direction = {"r": "read", "w": "write"}.get(record["access"], "access")
    return f"{record['kind']} ({direction})"


def from_format_warnings(folder, call):
    """What gcc says about sprintf into buffers whose size it knows.

    Floating-point values come out of a run small; their text can take over 300 characters.
    """
    status, _, err = call(
        ["gcc", "-x", "c", "-std=gnu17", "-O2", "-Wformat-overflow=2", "-S", "-o",
         "/dev/null", "-fdiagnostics-format=json", "program.c"], folder)
    if status != 0:
        raise RuntimeError("gcc could not check the formats")
    # One line with a list; without optimisation remarks or notes nothing else is written.
    diagnostics = json.loads(err.strip().splitlines()[0]) if err.strip() else []
    faults = []
    for diagnostic in diagnostics:
        if diagnostic.get("option", "").startswith("-Wformat-overflow"):
            caret = diagnostic["locations"][0]["caret"]
            if os.path.basename(caret["file"]) == "program.c":
                faults.append({"kind": "format-overflow", "cwes": [787], "lines": [caret["line"]],
                               "message": diagnostic["message"]})
    return faults


def reached(folder, start, call):
    """Whether any run executed a line of the completion; None when that is not known."""
    status, out, _ = call(["gcov", "--json-format", "--stdout", "program.gcda"], folder)
    try:
        report = json.loads(out) if status == 0 else None
    except ValueError:
        report = None
    if report is None:
        return None
    for source in report.get("files", []):
        if os.path.basename(source["file"]) == "program.c":
            return any(line["count"] > 0 and line["line_number"] >= start
                       for line in source["lines"])
    return False


def describe(plan_line):
    """The inputs of a run, in words."""
    fail, _, rand, stub, text, contents, *arguments = plan_line.split()

    def shown(code):
        value = "" if code == "-" else bytes.fromhex(code).decode("latin-1")
        return repr(value if len(value) <= 24 else f"{value[:20]}… ({len(value)} bytes)")

    words = ["arguments " + " ".join(map(shown, arguments)) if arguments else "no arguments",
             "input " + shown(text)]
    if contents != text:
        words.append("files " + shown(contents))
    if rand != "-":
        words.append("random numbers " + rand)
    if stub != "-":
        words.append("undefined functions return " + stub)
    if fail != "0":
        words.append("every failing call fails" if fail == "-1" else f"call {fail} fails")
    return ", ".join(words)
