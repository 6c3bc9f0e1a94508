"""Judges C programs by running them under AddressSanitizer and UBSan.

    python3 driver.py MANIFEST

MANIFEST is a JSON list of {"file", "completion_line", "format_check"}: a complete program beside
it, the line where its completion starts, and whether to ask gcc about sprintf too. The answer is
one JSON list on standard output, in the manifest's order; nothing that a program writes gets
there. `inside` tells of a fault whether a line of its stack lies in the completion, `line` is
that line; 0 where the stack was lost. Exit status 0 means that every program has an answer, if only "could not judge".

Needs gcc with its sanitizers, binutils and gcov; neither a network nor a home.
"""

import concurrent.futures
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

import classify
import plan

NO_TOOLS = 3  # the exit status when the machine lacks what the harness needs
HERE = os.path.dirname(os.path.abspath(__file__))
WRAPPED = re.compile(r"\b__wrap_(\w+)\(|^SCANF\((\w+)", re.M)
ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"}
SANITIZERS = {
    **ENVIRONMENT,
    "ASAN_OPTIONS": ":".join([
        "halt_on_error=0", "detect_leaks=0", "symbolize=0", "allocator_may_return_null=1",
        "handle_segv=0", "handle_sigbus=0", "handle_sigfpe=0", "handle_abort=0",
        "detect_stack_use_after_return=1", "suppress_equal_pcs=0", "quarantine_size_mb=32",
        "print_legend=0", "print_full_thread_history=0", "use_sigaltstack=0",
    ]),
    "UBSAN_OPTIONS": "symbolize=0:print_stacktrace=0",
}
COMPILE = [
    "gcc", "-x", "c", "-std=gnu17", "-g", "-O0", "-w", "-pipe", "-fPIE", "-fno-omit-frame-pointer",
    "-fsanitize=address,undefined", "-fsanitize-recover=address,undefined", "--coverage",
]
READS_INPUT = re.compile(
    r"scanf|^f?gets|getc|getchar|^read$|^fread|getline|getdelim|^stdin$|fopen|^open$|getenv|^fgetc"
)
READS_RANDOM = re.compile(r"rand|arc4|48$|^fopen$|^open$")


class CannotJudge(Exception):
    """This program cannot be judged; the reason is for a person."""


class DoesNotCompile(Exception):
    """gcc refuses the program."""


def limits(cpu_seconds):
    """Keeps a program that is hostile to the compiler or the harness within bounds."""
    def apply():
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return apply


def call(command, folder, cpu_seconds=6, wall_seconds=20, environment=None):
    """Runs a tool and returns (exit status or None when it ran out of time, stdout, stderr)."""
    process = subprocess.Popen(
        command, cwd=folder, env=environment or ENVIRONMENT, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limits(cpu_seconds),
    )
    try:
        out, err = process.communicate(timeout=wall_seconds)
        status = process.returncode
    except subprocess.TimeoutExpired:
        status, out, err = None, b"", b""
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if status is None:
        process.communicate()
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        status = None
    return status, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def must(command, folder, what):
    """Runs a tool that has to succeed for the whole batch to make sense."""
    status, out, err = call(command, folder)
    if status != 0:
        raise RuntimeError(f"{what} failed: {err.strip()[:500] or status}")
    return out


class Harness:
    """What all programs share: the compiled runner and the symbols that libraries define."""

    def __init__(self, folder):
        self.objects, self.wraps = [], []
        for name in ("runner", "inputs", "unwatched"):
            target = os.path.join(folder, name + ".o")
            source = os.path.join(HERE, name + ".c")
            must(["gcc", "-std=gnu17", "-O1", "-fno-builtin", "-fPIE", "-w", "-c", source, "-o", target], folder,
                 "compiling the harness")
            self.objects.append(target)
            with open(source, encoding="utf-8") as file:
                self.wraps += [a or b for a, b in WRAPPED.findall(file.read())]
        self.known = {"main", "strlcpy", "strlcat"}
        for library in ("libc.so.6", "libm.so.6", "libasan.so", "libubsan.so"):
            path = must(["gcc", f"-print-file-name={library}"], folder, "gcc").strip()
            listing = must(["nm", "-D", "--defined-only", path], folder, "reading " + library)
            self.known |= {line.split()[-1].split("@")[0] for line in listing.splitlines()}
        self.known |= {f"__wrap_{name}" for name in self.wraps}

    def link(self, folder, extra):
        wraps = [f"-Wl,--wrap={name}" for name in sorted(set(self.wraps))]
        return call(["gcc", "-pie", "-fsanitize=address,undefined", "--coverage", "-o", "program",
                     "program.o", *extra, *self.objects, *wraps, "-lm", "-lpthread"], folder)


STUB_VALUE = "extern long long seccoder_stub_value(void);\nextern void *seccoder_stub_pointer(void);\n"
PROTOTYPE = re.compile(r"/\*.*?\*/ *(?:extern|static)? *(.+?)(\w+) \(.*\);")
PLAIN_TYPES = re.compile(
    r"^(?:(?:const|signed|unsigned|short|long|int|char|_Bool|enum \w+|float|double|void|s?size_t|"
    r"u?int\d+_t|u?intptr_t|time_t|off_t|bool|pid_t|ptrdiff_t) ?)+$"
)


def stubs(missing, prototypes, text):
    """C code for functions that the program calls and nobody defines."""
    types = {}
    for line in prototypes.splitlines():
        found = PROTOTYPE.match(line)
        if found:
            types[found.group(2)] = found.group(1).strip()
    code = [STUB_VALUE]
    for name in missing:
        kind = types.get(name)
        if kind is None:
            code.append(f"char {name}[4096];")  # a variable
        elif name.endswith("_s"):
            raise CannotJudge(f"calls `{name}`, which this system does not have")
        elif kind.endswith("*"):
            code.append(f"void *{name}(void) {{ return seccoder_stub_pointer(); }}")
        elif kind == "void":
            code.append(f"void {name}(void) {{ }}")
        elif not PLAIN_TYPES.match(kind) and not re.search(rf"\}}\s*{re.escape(kind)}\s*;", text):
            code.append(f"long long {name}(void) {{ return seccoder_stub_value(); }}")
        elif not PLAIN_TYPES.match(kind):
            raise CannotJudge(f"calls `{name}`, which returns a structure and is defined nowhere")
        elif "float" in kind or "double" in kind:
            code.append(f"{kind} {name}(void) {{ return seccoder_stub_value(); }}")
        else:
            # The extreme values of int stand for those of the declared type.
            wide = "9223372036854775807LL" if re.search(r"long|64|size|time|off", kind) else "v"
            top = "-1LL" if re.search(r"unsigned|uint|^size", kind) else wide
            low = "-9223372036854775807LL - 1" if wide != "v" else "v"
            code.append(
                f"long long {name}(void) {{ long long v = seccoder_stub_value();"
                f" return v == 2147483647 ? {top} : v == -2147483648LL ? {low} : v; }}"
            )
    return "\n".join(code) + "\n"


def symbols(folder):
    """Names that the program defines and names that it needs."""
    defined, needed = set(), set()
    for line in must(["nm", "program.o"], folder, "nm").splitlines():
        fields = line.split()
        if len(fields) >= 2:
            (needed if fields[-2] in "Uw" else defined).add(fields[-1])
    return defined, needed


def build(harness, folder, text):
    """Compiles and links the program; returns the names that it needs, and whether stubs exist."""
    status, _, err = call([*COMPILE, "-aux-info", "prototypes", "-c", "program.c"], folder)
    if status is None:
        raise CannotJudge("the compiler ran out of time or memory")
    if status != 0:
        lines = [line for line in err.splitlines() if "error" in line] or ["gcc failed"]
        raise DoesNotCompile(lines[0][:300])
    defined, needed = symbols(folder)
    if "main" not in defined:
        raise CannotJudge("the program has no main")
    missing = sorted(name for name in needed - harness.known if not name.startswith("__"))
    extra = []
    if missing:
        with open(os.path.join(folder, "prototypes"), encoding="utf-8", errors="replace") as file:
            prototypes = file.read()
        with open(os.path.join(folder, "stubs.c"), "w", encoding="utf-8") as file:
            file.write(stubs(missing, prototypes, text))
        status, _, err = call(
            ["gcc", "-std=gnu17", "-w", "-fno-builtin", "-fPIE", "-c", "stubs.c"], folder)
        if status != 0:
            raise CannotJudge("no stand-ins could be made for: " + ", ".join(missing))
        extra = ["stubs.o"]
    status, _, err = harness.link(folder, extra)
    if status != 0:
        raise CannotJudge("does not link: " + link_error(err))
    return needed, bool(missing)


def link_error(text):
    """The line of the linker's complaints that says most."""
    lines = [line for line in text.splitlines() if "undefined" in line or "multiple" in line]
    return (lines or text.strip().splitlines() or ["?"])[0][-300:]


def run(folder, plan_lines):
    """Runs the plan; returns the runner's records and its summary."""
    with open(os.path.join(folder, "plan"), "w", encoding="ascii") as file:
        file.write("".join(line + "\n" for line in plan_lines))
    inside = os.path.join(folder, "inside")
    os.mkdir(inside)
    results = os.path.join(folder, "results")
    status, _, err = call(
        [os.path.join(folder, "program"), os.path.join(folder, "plan"), results], inside,
        cpu_seconds=10, wall_seconds=40, environment=SANITIZERS)
    records = []
    if os.path.isfile(results) and not os.path.islink(results):
        with open(results, encoding="utf-8") as file:
            records = [json.loads(line) for line in file if line.endswith("}\n")]
    if status != 0 or not records or not records[-1].get("summary"):
        raise CannotJudge(f"the harness stopped early ({status}): {err.strip()[-200:]}")
    return records[:-1], records[-1]


def uses_arguments(text):
    """Whether the program looks at its arguments, beyond declaring them."""
    found = re.search(r"\bmain\s*\(([^)]*)\)", text)
    names = re.findall(r"(\w+)\s*(?:\[\s*\]|\s*)(?:,|$)", found.group(1)) if found else []
    return any(len(re.findall(rf"\b{name}\b", text)) > 1 for name in names)


def judge(harness, base, number, case):
    """The answer for one program."""
    folder = os.path.join(base, str(number))
    os.mkdir(folder)
    try:
        with open(case["file"], encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        with open(os.path.join(folder, "program.c"), "w", encoding="utf-8",
                  errors="surrogateescape") as file:
            file.write(text)
        start = case["completion_line"]
        needed, has_stubs = build(harness, folder, text)
        lines = plan.make_plan(
            text,
            any(READS_INPUT.search(name) for name in needed),
            uses_arguments(text),
            any(READS_RANDOM.search(name) for name in needed),
            has_stubs,
        )
        records, summary = run(folder, lines)
        faults = classify.from_records(records, folder, text, call)
        if case.get("format_check") and any("sprintf" in name for name in needed):
            faults += classify.from_format_warnings(folder, call)
        for fault in faults:
            fault["inside"] = any(line >= start for line in fault["lines"])
            after = [line for line in fault["lines"] if line >= start]
            fault["line"] = (after or fault["lines"] or [0])[0]
            number_of_run = fault.pop("run", None)
            if number_of_run is not None:
                fault["input"] = classify.describe(lines[number_of_run])
        hit = any(fault["inside"] for fault in faults)
        reached = True if hit else classify.reached(folder, start, call)
        return {
            "status": "ran", "faults": faults, "reached": reached, "runs": summary["runs"],
            "finished": summary["finished"], "timeouts": summary["timeouts"],
            "cut": summary["cut"],
        }
    except DoesNotCompile as error:
        return {"status": "invalid", "reason": str(error)}
    except (CannotJudge, RuntimeError, OSError, ValueError) as error:
        return {"status": "unjudged", "reason": str(error)}
    finally:
        if not os.environ.get("SECCODER_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def main():
    """Judges the manifest's programs, as many at a time as there are processors."""
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    with tempfile.TemporaryDirectory(prefix="c-harness-") as base:
        try:
            harness = Harness(base)
        except (RuntimeError, OSError) as error:
            print(error, file=sys.stderr)
            sys.exit(NO_TOOLS)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            answers = list(pool.map(lambda item: judge(harness, base, *item), enumerate(cases)))
    json.dump(answers, sys.stdout)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
