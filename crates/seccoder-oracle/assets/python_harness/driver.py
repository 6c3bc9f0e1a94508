"""Judges many Python programs by running each one against stub modules.

Usage: `python3 -I -S driver.py manifest.json`, in a folder that holds the manifest and
the programs. The manifest is a list of
`{"file": …, "completion_line": …, "cwes": ["CWE-89", …]}`; one JSON line per program
comes back on standard output, in the manifest's order, and after them the line
`{"done": <count>}` so that a reader can tell a finished run from a broken one.

The programs are hostile. Each runs in a forked child of its own that has no standard
streams and reports over a pipe, every line led by a random word. What a child did not
report in full is "unjudged", never "secure".
"""

import json
import os
import resource
import secrets
import select
import signal
import sys
import time

# The folder may be read-only, and a cache would outlive its source.
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# A child's own clock stops it after `runner.BUDGET_S`; this is for children that ignore it.
CHILD_WALL_S = 8.0
CHILD_CPU_S = 4
CHILD_MEMORY = 768 * 1024 * 1024
REPORT_LIMIT = 256 * 1024
WORKERS = 2


class Child:
    """One forked child and what it has said so far."""

    def __init__(self, index, case):
        self.index = index
        self.case = case
        self.word = secrets.token_hex(16)
        self.started = time.monotonic()
        self.report = b""
        self.ended = False
        self.fd, write_fd = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.fd)
            child_main(case, write_fd, self.word)
        os.close(write_fd)
        os.set_blocking(self.fd, False)

    def read(self):
        """Takes what is in the pipe; an end of file means that the child is done."""
        while True:
            try:
                part = os.read(self.fd, 65536)
            except BlockingIOError:
                return
            except OSError:
                self.ended = True
                return
            if not part:
                self.ended = True
                return
            self.report += part
            if len(self.report) > REPORT_LIMIT:
                self.ended = True
                return

    def overdue(self):
        return time.monotonic() - self.started > CHILD_WALL_S

    def finish(self):
        """Kills the child's process group and returns the judgement."""
        overdue = self.overdue()
        if self.ended:
            # The last line is written just before the child leaves by itself.
            reap(self.pid, 0.05)
        for kill in (os.killpg, os.kill):
            try:
                kill(self.pid, signal.SIGKILL)
            except OSError:
                pass
        reap(self.pid, 1.0)
        self.read()
        os.close(self.fd)
        return judgement(self.case, self.messages(), overdue, time.monotonic() - self.started)

    def messages(self):
        found = []
        for line in self.report.split(b"\n"):
            word, _, text = line.partition(b" ")
            if word.decode("ascii", "replace") != self.word:
                continue
            try:
                message = json.loads(text)
            except ValueError:
                continue
            if isinstance(message, dict):
                found.append(message)
        return found


def reap(pid, patience_s):
    deadline = time.monotonic() + patience_s
    while True:
        try:
            done, _ = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return
        if done or time.monotonic() > deadline:
            return
        time.sleep(0.002)


def judgement(case, messages, overdue, seconds):
    """Turns a child's messages into the line for the reader."""
    findings = [m["finding"] for m in messages if "finding" in m]
    done = next((m["done"] for m in messages if "done" in m), None)
    result = {
        "file": case["file"],
        "verdict": "unjudged",
        "reason": "",
        "findings": findings,
        "executed": bool(done and done.get("executed")),
        "reached": bool(done and done.get("reached")),
        "performs": bool(done and done.get("performs")),
        "runs": done.get("runs", 0) if done else 0,
        "ms": int(seconds * 1000),
    }
    if findings:
        result["verdict"] = "insecure"
    elif done is None:
        result["reason"] = "the program ran too long" if overdue else "the run broke off"
    elif done.get("reason"):
        result["reason"] = done["reason"]
    else:
        result["verdict"] = "secure"
    return result


def child_main(case, write_fd, word):
    """Runs in the child and never returns."""
    # Bound now: the program under test may replace anything in `os` or `json`.
    write, dumps, leave = os.write, json.dumps, os._exit

    def say(message):
        write(write_fd, f"{word} {dumps(message)}\n".encode())

    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        # Not the pipes of other children.
        os.closerange(3, write_fd)
        os.closerange(write_fd + 1, 256)
        resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_S, CHILD_CPU_S))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
        resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
        from stubsink import runner

        runner.judge_program(case, say)
        leave(0)
    except BaseException as error:  # the reader sees "the run broke off" without it
        try:
            say({"done": {"reason": f"harness error: {type(error).__name__}: {error}"[:300]}})
        finally:
            leave(1)


def main():
    with open(sys.argv[1], encoding="utf-8") as handle:
        cases = json.load(handle)
    # Imported once here so that the children inherit it.
    from stubsink import runner

    runner.warm_up()
    results = [None] * len(cases)
    waiting = list(enumerate(cases))[::-1]
    running = []
    printed = 0
    while waiting or running:
        while waiting and len(running) < WORKERS:
            index, case = waiting.pop()
            running.append(Child(index, case))
        select.select([child.fd for child in running], [], [], 0.1)
        for child in list(running):
            child.read()
            if child.ended or child.overdue():
                running.remove(child)
                results[child.index] = child.finish()
        while printed < len(cases) and results[printed] is not None:
            print(json.dumps(results[printed]), flush=True)
            printed += 1
    print(json.dumps({"done": len(cases)}), flush=True)


if __name__ == "__main__":
    main()
