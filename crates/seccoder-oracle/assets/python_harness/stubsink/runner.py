"""Runs one program many times: harmlessly first, then with one hostile input at a time."""

import inspect
import re
import signal
import sys
import time

from . import judge, payloads
from .mock import Mock
from .program import Program, function_nodes
from .state import PROGRAM, W, groups_of

# Processor time for one run and for all runs of one program; wall time for a blocked run.
RUN_S = 0.4
BLOCKED_S = 1.0
# A program that loops may still do harm before: the next runs are shorter, and few.
SHORT_RUN_S = 0.08
MAX_SLOW_RUNS = 12
BUDGET_S = 2.5
MAX_CONFIGS = 5
NAMES = {}
# Mistakes of the program, or gaps in the stubs; other errors are a way to refuse an input.
CRASHES = (NameError, AttributeError, TypeError, ImportError)


class RunTooLong(BaseException):
    """Raised in the program by the run's timer."""


def warm_up():
    """Imports what the stubs patch, so that a forked child need not."""
    import argparse, decimal, html, importlib.util, logging, random, shlex  # noqa: E401, F401
    import asyncio, base64, collections, csv, datetime, functools, glob, hashlib  # noqa: E401, F401
    import http.client, ipaddress, pathlib, pickle, shutil, socket, string  # noqa: E401, F401
    import subprocess, tarfile, tempfile, urllib.request, uuid, xml.sax, zipfile  # noqa: E401, F401
    from . import stubs  # noqa: F401


def judge_program(case, say):
    """Judges one program and says what it found."""
    with open(case["file"], encoding="utf-8", errors="replace") as handle:
        source = handle.read()
    groups = groups_of(case.get("cwes", []))
    if not groups:
        say({"done": {"reason": "no sinks are known for " + ", ".join(case["cwes"])}})
        return
    try:
        program = Program(source, int(case["completion_line"]))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        say({"done": {"reason": f"the program does not compile: {error}"[:200]}})
        return
    Judge(program, groups, say).judge()


class Judge:
    """The runs of one program."""

    def __init__(self, program, groups, say):
        self.program, self.groups, self.say = program, groups, say
        self.runs = 0
        self.extra_names = {}
        self.slow_runs = 0
        self.clean, self.crash = False, None
        self.done_groups = set()
        self.executed, self.reached, self.performs = False, set(), set()

    def judge(self):
        from . import stubs
        from .stubs import data, files

        W.groups = self.groups
        W.completion_line = self.program.completion_line
        W.in_target = self.program.in_target
        W.guess = payloads.guess
        W.base_paths = self.program.folders | self.program.base_paths
        W.on_finding = self.on_finding
        W.backslash = "mysql" in self.program.source.lower()
        # Processor time: how busy the machine is must not decide a verdict.
        self.clock = time.process_time
        self.timer = signal.setitimer
        NAMES.update(stubs.install())
        self.builtins = {**NAMES, **data.builtins_for(files.fake_open)}
        patch_process_inputs()
        signal.signal(signal.SIGALRM, on_alarm)
        signal.signal(signal.SIGPROF, on_alarm)
        reason = self.search()
        if not reason and not self.executed:
            reason = "no input made the completion run"
        if not reason and not self.reached and not self.clean and self.crash is not None:
            kind = type(self.crash).__name__
            reason = f"it fails before it reaches a sink: {kind}: {self.crash}"[:200]
        self.say({"done": {"executed": self.executed, "reached": bool(self.reached),
                           "performs": bool(self.performs), "runs": self.runs, "reason": reason}})

    def on_finding(self, finding):
        self.done_groups.add(W.payload.group if W.payload else None)
        if len(self.done_groups) < 20:
            self.say({"finding": finding})

    def search(self):
        """All runs; returns why it gave up, or nothing."""
        configs, inputs = self.explore()
        tried = set()
        while True:
            todo = [key for key in inputs if key not in tried]
            if not todo:
                return "the program ran too long" if self.slow_runs else ""
            for key in todo:
                tried.add(key)
                reason = self.attack(key, configs, inputs)
                if reason:
                    return reason

    def attack(self, key, configs, inputs):
        """All payloads for one input."""
        seen = inputs[key]
        for group in sorted(self.groups):
            if key[0] == "archive" and group != "path":
                continue
            suffixes = self.program.suffixes + (self.program.endings if group == "path" else [])
            batch = payloads.payloads(group, seen[:4], self.program.prefixes, suffixes,
                                      sorted(self.program.folders)[:4], self.program.decodes)
            for config in configs:
                for payload in batch:
                    if not delivered(key, payload.text):
                        continue
                    if group in self.done_groups:
                        break
                    if self.clock() > BUDGET_S:
                        return "the runs took too long"
                    if self.slow_runs > MAX_SLOW_RUNS:
                        return "the program ran too long"
                    self.run(config, key, payload)
                    for found, value in W.inputs.items():
                        if found not in inputs:
                            inputs[found] = [value]
        return ""

    def explore(self):
        """Harmless runs: the configurations worth attacking and the inputs they read."""
        kept, inputs, lines, reached = [], {}, set(), set()
        for config in self.candidates(inputs):
            if self.clock() > BUDGET_S / 2 or len(kept) >= MAX_CONFIGS:
                break
            self.run_repaired(config)
            if W.lines and W.crash is None:
                self.clean = True
            self.crash = self.crash or W.crash
            fresh = W.lines - lines or W.reached - reached
            if config.get("shape") in ("list", "dicts") and self.program.iterates:
                # A text can be iterated as well, but then a payload falls apart.
                fresh = fresh or (W.lines and W.crash is None)
            for key, value in W.inputs.items():
                values = inputs.setdefault(key, [])
                if value not in values and (fresh or not values):
                    values.append(value)
            lines |= W.lines
            reached |= W.reached
            self.performs |= W.reached
            if fresh or not kept:
                kept.append(config)
            if self.slow_runs > 1:
                break
        return kept, inputs

    def candidates(self, inputs):
        """Configurations to try, the likely ones first."""
        methods = ["GET"]
        if "POST" in self.program.source or "post(" in self.program.source:
            methods = ["POST", "GET"]
        for method in methods:
            yield {"method": method}
        for shape in ("dict", "list", "dicts", "mock"):
            yield {"method": methods[0], "shape": shape}
        for method in methods:
            yield {"method": method, "rows": False}
            for exists in ("file", "dir", "none"):
                yield {"method": method, "exists": exists}
            for variant in payloads.VARIANTS[1:]:
                yield {"method": method, "variant": variant}
            yield {"method": method, "returncode": 1}
            for key in list(inputs):
                for value in ("7", "alice7", "report.txt"):
                    yield {"method": method, "constant": (key, value)}
                for constant in self.program.compared:
                    yield {"method": method, "constant": (key, constant)}

    def run_repaired(self, config):
        """A harmless run; names that nothing defines become mocks."""
        for _ in range(6):
            self.run(config)
            error = W.error if isinstance(W.error, NameError) else W.crash
            if not isinstance(error, NameError) or isinstance(error, UnboundLocalError):
                return
            name = getattr(error, "name", None)
            if not name:
                match = re.search(r"name '(\w+)'", str(error))
                name = match[1] if match else None
            if not name or name in self.builtins:
                return
            self.builtins[name] = Mock(name)

    # One run ---------------------------------------------------------------------

    def run(self, config, key=None, payload=None):
        """The module afresh, then every way in."""
        self.runs += 1
        W.reset(config, key, payload)
        sys.settrace(trace)
        limit = SHORT_RUN_S if self.slow_runs else RUN_S
        self.timer(signal.ITIMER_PROF, limit, 0.02)
        self.timer(signal.ITIMER_REAL, limit * BLOCKED_S / RUN_S, 0.02)
        try:
            self.enter()
        except RunTooLong as error:
            W.error = error
        except BaseException as error:
            W.error = W.error or error
        finally:
            while True:
                try:
                    self.timer(signal.ITIMER_REAL, 0)
                    self.timer(signal.ITIMER_PROF, 0)
                    break
                except RunTooLong:
                    continue
            sys.settrace(None)
        self.slow_runs += isinstance(W.error, RunTooLong)
        try:
            for environment in W.environments:
                if "html" in self.groups and environment.exposed():
                    line = environment.line or 0
                    W.hit("html", "template-autoescape-off",
                          "HTML templates of this environment are not escaped", line)
        except Exception:
            pass
        self.executed = self.executed or bool(W.lines)
        self.reached |= W.reached

    def guarded(self, function, *args, **kwargs):
        """Calls into the program; its errors end the call, not the run."""
        try:
            value = function(*args, **kwargs)
            if inspect.iscoroutine(value):
                try:
                    while True:
                        value.send(None)
                except StopIteration as stop:
                    value = stop.value
            return value
        except RunTooLong:
            raise
        except BaseException as error:
            if W.error is None or isinstance(error, NameError):
                W.error = error
            response = getattr(error, "response", None)
            return response

    def enter(self):
        main = self.program.reads_process or self.program.target is None
        space = {"__name__": "__main__" if main else "zq_program", "__builtins__": self.builtins,
                 "__file__": "/srv/app/program.py"}
        self.guarded(exec, self.program.code, space)
        functions = [(node, space.get(node.name)) for node in function_nodes(self.program.tree)]
        own = [(n, f) for n, f in functions if f is not None and self.holds(n)]
        routes = self.routes()
        handlers = {inspect.unwrap(f) for _, _, _, f in routes}
        for node, function in own:
            if inspect.isclass(function):
                continue
            if inspect.unwrap(function) not in handlers and not parameters(function):
                self.check_result(self.guarded(function), bool(routes))
        routes = self.routes()
        for app, rule, methods, function in routes:
            if W.method not in methods and len(methods) == 1:
                W.method = methods[0]
            elif W.method not in methods:
                continue
            self.route(app, rule, function)
        for node, function in own:
            if inspect.isclass(function):
                self.instance(node, function, routes)
            elif inspect.unwrap(function) not in handlers and parameters(function):
                self.check_result(self.guarded(function, **arguments(function)), bool(routes))
        for callback in list(W.callbacks):
            self.guarded(callback)

    def holds(self, node):
        """Whether a top-level function or class has part in the completion."""
        path = self.program.path
        return node.lineno >= self.program.completion_line or (bool(path) and path[0] is node)

    def routes(self):
        out = []
        for app in W.apps:
            for rule, methods, function in app.routes:
                if callable(function) and not isinstance(function, Mock):
                    out.append((app, rule, methods, function))
        return out

    def route(self, app, rule, function):
        values = {}
        for kind, name in re.findall(r"<(?:([\w.]+)(?:\([^)]*\))?:)?(\w+)>", rule):
            values[name] = 7 if kind in ("int", "float") else W.value("route:" + (kind or "string"), name)
        for name in re.findall(r"\{(\w+)(?::\w+)?\}", rule):
            values[name] = W.value("route:string", name)
        for name, value in arguments(function, given=values).items():
            values.setdefault(name, value)
        result = self.guarded(function, **values)
        self.respond(result, "application/json" if app.json_by_default else None)

    def instance(self, node, cls, routes):
        """A class of the completion: its methods are called with inputs."""
        target = self.program.target
        names = [target.name] if target is not node and len(self.program.path) > 1 else [
            name for name, f in vars(cls).items() if inspect.isfunction(f) and name != "__init__"
            and not name.startswith("__")
        ]
        made = self.guarded(cls, **arguments(cls, trusted=True))
        if made is None:
            made = object.__new__(cls)
        for name in names[:8]:
            method = getattr(made, name, None)
            if callable(method):
                self.check_result(self.guarded(method, **arguments(method)), bool(routes))

    def check_result(self, result, has_routes):
        from .stubs.flask import Response, check_location

        for part in result if isinstance(result, tuple) else (result,):
            if isinstance(part, dict) and isinstance(part.get("Location"), str):
                check_location(part["Location"])
        if isinstance(result, Response):
            self.respond(result)
        elif not has_routes and isinstance(result, str):
            # Without a web framework the returned page is the response.
            self.respond(result)

    def respond(self, result, default_type=None):
        """The HTML sink: what a handler returned."""
        if result is None or isinstance(result, Mock):
            return
        from .stubs.flask import body_text, to_response

        response = to_response(result, default_type)
        kind = str(response.content_type).lower()
        if kind and not re.search(r"html|svg", kind):
            return
        active = W.sink("html")
        if active and judge.html_injected(body_text(response.body)):
            W.hit("html", "cross-site-scripting", "an input reaches the page as markup", W.last_line)


def delivered(key, text):
    """Whether a request can carry this text at all."""
    if key[0] == "route:string":
        return "/" not in text and "\n" not in text
    if key[0] == "headers":
        return "\n" not in text and "\r" not in text
    return True


def parameters(function):
    try:
        return list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        return []


_THING = re.compile(
    r"^(db|database|conn(ection)?|cur(sor)?|session|engine|app|env|logger|log|client|"
    r"self|cls|lock|event|loop|parser|tar|zip|zf|zip_file|archive|socket|sock|ctx|context|pool|cnx|con)$"
)


def arguments(function, given=(), trusted=False):
    """Arguments for a call: text is an input, things are mocks."""
    from .stubs import archive, data, database, flask, network

    out = {}
    for parameter in parameters(function):
        name = parameter.name
        if name in given or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if parameter.kind == parameter.POSITIONAL_ONLY:
            continue
        note = getattr(parameter.annotation, "__name__", str(parameter.annotation)).lower()
        kind = type(parameter.default)
        if name in ("request", "req"):
            out[name] = flask.REQUEST
        elif re.match(r"^(db|database|conn|connection|cur|cursor|cnx|con|engine|pool)$", name):
            out[name] = database.Connection(W.backslash)
        elif name == "session":
            out[name] = database.Session(False)
        elif name in ("tar", "archive", "tar_file") and note in ("_empty", "tarfile"):
            out[name] = archive.TarFile()
        elif name in ("sock", "socket", "client_socket"):
            out[name] = network.Socket()
        elif kind in (int, float, bool) or note in ("int", "float", "bool"):
            out[name] = parameter.default if kind in (int, float, bool) else 7
        elif name in ("root", "tree", "doc", "document", "element") and note == "_empty":
            out[name] = data.Tree()
        elif _THING.match(name) or callable(parameter.default) and kind is not type:
            out[name] = Mock(name)
        elif trusted:
            out[name] = W.trusted(name)
        elif note == "bytes":
            out[name] = W.value("param", name).encode()
        else:
            out[name] = shaped(name, note)
    return out


def shaped(name, note):
    """An input of the shape that the function seems to take."""
    from .stubs import flask

    if note.startswith(("dict", "mapping", "typing.dict")) or (note == "_empty" and W.shape == "dict"):
        return flask.Json("param." + name)
    if note.startswith(("list", "tuple", "typing.list", "sequence", "set")) or (
        note == "_empty" and W.shape == "list"
    ):
        return [W.value("param", name)]
    if note == "_empty" and W.shape == "dicts":
        return [flask.Json("param." + name)]
    if note == "_empty" and W.shape == "mock":
        return Mock(name)
    return W.value("param", name)


def trace(frame, event, arg):
    """Follows the program's own frames, no others."""
    if frame.f_code.co_filename != PROGRAM:
        return None
    return trace_line


def trace_line(frame, event, arg):
    if event == "exception" and isinstance(arg[1], CRASHES):
        # Seen even where the program catches it.
        W.crash = arg[1]
    if event == "line" and W.in_target(frame.f_code, frame.f_lineno):
        W.lines.add(frame.f_lineno)
        W.last_line = frame.f_lineno
    return trace_line


def on_alarm(signum, frame):
    raise RunTooLong()


def patch_process_inputs():
    """Command line and standard input."""
    import argparse

    from .stubs import data

    class Arguments(list):
        """`sys.argv`: all but the program's name are inputs."""

        def __init__(self):
            super().__init__(["program.py", "alice7", "report.txt", "7"])

        def __getitem__(self, key):
            if isinstance(key, slice):
                return [self[i] for i in range(*key.indices(len(self)))]
            return "program.py" if key == 0 else W.value("argv", str(key))

        def __iter__(self):
            return iter([self[i] for i in range(len(self))])

        def __len__(self):
            return 4 if W.variant != "word" else 2

    def parse_args(self, args=None, namespace=None):
        made = namespace or argparse.Namespace()
        for action in self._actions:
            if action.dest == "help":
                continue
            if action.nargs == 0:
                value = True
            elif action.choices:
                value = list(action.choices)[0]
            else:
                value = W.value("argv", action.dest)
                if callable(action.type):
                    value = action.type(value)
                if action.nargs in ("*", "+"):
                    value = [value]
            setattr(made, action.dest, value)
        return made

    argparse.ArgumentParser.parse_args = parse_args
    argparse.ArgumentParser.parse_known_args = lambda self, *a, **k: (parse_args(self), [])
    sys.argv = Arguments()
    sys.stdin = data.Stdin()


