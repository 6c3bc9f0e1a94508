"""The one run in progress: its inputs, its surroundings, and what it did.

A *group* is a kind of sink ("sql", "shell", "path", …). An *input* is a key such as
`("args", "name")`. Everything that the stubs need to know goes through `W`.
"""

import sys

PROGRAM = "<program>"

GROUP_OF_CWE = {
    22: "path", 23: "path", 36: "path", 73: "path",
    77: "shell", 78: "shell",
    79: "html", 80: "html", 83: "html",
    89: "sql", 564: "sql",
    94: "code", 95: "code", 96: "code",
    502: "pickle", 601: "redirect", 918: "fetch", 611: "xml", 827: "xml",
    643: "xpath", 90: "ldap", 1336: "template", 117: "log",
}
CWE_OF_GROUP = {
    "path": 22, "shell": 78, "html": 79, "sql": 89, "code": 94, "pickle": 502,
    "redirect": 601, "fetch": 918, "xml": 611, "xpath": 643, "ldap": 90,
    "template": 1336, "log": 117,
}


def groups_of(cwes):
    """The sink groups for a list of CWE names, each with the CWE to report.

    That is the CWE that was asked for, so that a reader who asked for a special case of path
    traversal gets an answer about it. An empty list asks for all groups.
    """
    if not cwes:
        return dict(CWE_OF_GROUP)
    groups = {}
    for cwe in cwes:
        number = int(str(cwe).upper().removeprefix("CWE-"))
        if number in GROUP_OF_CWE:
            groups.setdefault(GROUP_OF_CWE[number], number)
    if "code" in groups:
        groups.setdefault("template", CWE_OF_GROUP["template"])
    return groups


class Payload:
    """A hostile value for one input, and the harmless one that it stands for."""

    def __init__(self, group, text, benign=""):
        self.group = group
        self.text = text
        self.benign = benign


class World:
    """What one run sees; `reset` starts the next run."""

    def __init__(self):
        self.groups = {}
        self.completion_line = 1
        self.backslash = True
        self.in_target = lambda code, line: True
        self.guess = lambda key: "alice7"
        self.base_paths = set()
        self.on_finding = lambda finding: None
        # Inputs that a sink may take as they are: the prompt itself hands them to one, or they
        # are the path that a function is asked to open.
        self.exempt = set()
        self.reset()

    def reset(self, config=None, key=None, payload=None):
        """Starts a run with one input (`key`) set to `payload`, all others harmless."""
        config = config or {}
        self.method = config.get("method", "GET")
        self.rows = config.get("rows", True)
        self.exists = config.get("exists", "all")
        self.returncode = config.get("returncode", 0)
        self.variant = config.get("variant", "guess")
        self.constant = config.get("constant")
        self.shape = config.get("shape", "str")
        self.key = key
        self.payload = payload
        self.inputs = {}
        self.lines = set()
        self.last_line = 0
        self.reached = set()
        self.found = []
        self.apps = []
        self.environments = []
        self.callbacks = []
        self.globals = {}
        self.error = None
        self.crash = None

    # Inputs ------------------------------------------------------------------

    def benign(self, key):
        if self.constant and self.constant[0] == key:
            return self.constant[1]
        return self.guess(key, self.variant)

    def value(self, kind, name):
        """The text of an untrusted input."""
        key = (kind, str(name))
        value = self.benign(key)
        self.inputs[key] = value
        if self.key == key and self.payload is not None:
            return self.payload.text
        return value

    def trusted(self, name):
        """The text of something that an attacker does not choose."""
        return self.guess(("trusted", str(name)), "guess")

    # Sinks -------------------------------------------------------------------

    def sink(self, group):
        """Notes that a sink was reached; says whether a payload for it is in play."""
        if group not in self.groups:
            return False
        self.reached.add(group)
        return self.payload is not None and self.payload.group == group

    def place(self, frame=None):
        """The line of the completion that a sink call belongs to, or 0."""
        frame = frame or sys._getframe(1)
        while frame is not None:
            code = frame.f_code
            if code.co_filename == PROGRAM and self.in_target(code, frame.f_lineno):
                return frame.f_lineno
            frame = frame.f_back
        return self.last_line

    def hit(self, group, rule, message, line=None):
        """Records a finding, if the completion has part in it."""
        line = self.place(sys._getframe(1)) if line is None else line
        if not line:
            self.exempt.add((group, self.key))
        if not line or group not in self.groups or (group, self.key) in self.exempt:
            return
        finding = {
            "rule": f"python-harness.{rule}",
            "cwe": f"CWE-{self.groups[group]}",
            "line": line,
            "message": message,
            "input": ".".join(self.key) if self.key else "",
        }
        if finding not in self.found:
            self.found.append(finding)
            self.on_finding(finding)


W = World()
