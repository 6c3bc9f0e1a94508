"""What can be read from the program's text before it runs."""

import ast
import posixpath
import re

from .state import PROGRAM


class Program:
    """The parsed program and where its completion stands."""

    def __init__(self, source, completion_line):
        self.source = source
        self.tree = ast.parse(source)
        self.code = compile(self.tree, PROGRAM, "exec", dont_inherit=True)
        lines = source.split("\n")
        first = completion_line
        while first <= len(lines) and not lines[first - 1].strip():
            first += 1
        self.completion_line = completion_line
        self.path = _function_path(self.tree, first)
        self.target = self.path[-1] if self.path else None
        self.decodes = re.search(r"b64decode|decodestring|decodebytes|a2b_", source) is not None
        self.reads_process = re.search(
            r"\binput\(|sys\.argv|argparse|sys\.stdin|mainloop|__main__", source
        ) is not None
        self.iterates = _iterates_parameter(self.tree)
        self._constants()

    def in_target(self, code, line):
        """Whether a line that ran belongs to the completion."""
        if line < self.completion_line:
            return False
        # Lines of the module run on import, which says nothing about the function.
        return code.co_name != "<module>" or self.target is None

    def _constants(self):
        self.compared, self.prefixes, self.suffixes, paths = [], [], [], []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Compare):
                for part in [node.left, *node.comparators]:
                    self.compared += _strings(part)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found = [s for arg in node.args for s in _strings(arg)]
                if node.func.attr == "startswith":
                    self.prefixes += found
                elif node.func.attr == "endswith":
                    self.suffixes += found
            elif isinstance(node, (ast.Assign, ast.Dict)):
                if not isinstance(getattr(node, "value", node), ast.Constant):
                    self.compared += _strings(getattr(node, "value", node))
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"[\w./~-]{1,80}", node.value):
                    paths.append(node.value)
        endings = [c.lstrip(".") for c in self.compared if re.fullmatch(r"\.?[A-Za-z]\w{1,4}", c)]
        self.endings = ["." + e for e in _few([e for e in endings if e.islower()], 2)]
        self.compared = _few(self.compared, 8) + ["photo." + e for e in _few(endings, 2)]
        self.prefixes = _few(self.prefixes, 4)
        self.suffixes = _few([s for s in self.suffixes if len(s) < 12], 3)
        self.base_paths = {
            posixpath.normpath(posixpath.join("/srv/app", path)) for path in paths
            if path.startswith("/") or path.endswith("/") or "dir" in path or path.isidentifier()
        } - {"/", "/srv/app"}
        self.folders = {
            posixpath.normpath(posixpath.join("/srv/app", path)) for path in paths if "/" in path
        } - {"/", "/srv/app"}


def _strings(node):
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and 0 < len(node.value) < 60 else []
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [s for item in node.elts for s in _strings(item)]
    if isinstance(node, ast.Dict):
        return [s for item in node.keys if item is not None for s in _strings(item)]
    return []


def _few(values, count):
    return list(dict.fromkeys(values))[:count]


def _function_path(tree, line):
    """The classes and functions around a line, outermost first."""
    path = []
    body = tree.body
    while True:
        for node in body:
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            if isinstance(node, kinds):
                start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                if start <= line <= node.end_lineno:
                    path.append(node)
                    body = node.body
                    break
        else:
            return path


def _iterates_parameter(tree):
    """Whether some function walks through one of its parameters."""
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        names = {argument.arg for argument in function.args.args}
        for node in ast.walk(function):
            walked = getattr(node, "iter", None)
            if isinstance(node, ast.Call) and node.args:
                if getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                    "join", "sorted", "map", "enumerate", "extend"
                ):
                    walked = node.args[-1]
            if isinstance(walked, ast.Name) and walked.id in names:
                return True
    return False


def function_nodes(tree):
    """Top-level functions and classes, in order."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    out = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.If, ast.Try, ast.With)):
            out += [n for n in ast.iter_child_nodes(node) if isinstance(n, kinds)]
    return out
