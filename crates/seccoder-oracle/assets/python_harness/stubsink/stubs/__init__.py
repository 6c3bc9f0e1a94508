"""The stub modules, and the finder that hands them to the program."""

import importlib.abc
import importlib.machinery
import sys

from ..mock import MockModule
from . import archive, data, database, files, flask, network, process, templates, web

# Never imported for real: they need what the sandbox lacks, or would escape the stubs.
_REAL_DENIED = {"ctypes", "_ctypes", "multiprocessing", "tkinter", "turtle", "idlelib"}


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Serves the stubs first."""

    def __init__(self, modules):
        self.modules = modules

    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if name in self.modules or top in self.modules or top in _REAL_DENIED:
            if top in sys.stdlib_module_names and name not in self.modules and top not in _REAL_DENIED:
                return None
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return self.modules.get(spec.name) or MockModule(spec.name)

    def exec_module(self, module):
        pass


class LastResort(Finder):
    """Serves a mock for what no other finder knows."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.stdlib_module_names:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)


def module(name, members):
    """A stub module; names that it lacks are mocks."""
    made = MockModule(name)
    for key, value in members.items():
        setattr(made, key, value)
    return made


def install():
    """Puts every stub in place and returns names that programs may use unimported."""
    modules = {}
    for part in (flask, templates, database, process, network, data, web):
        for name, members in part.modules().items():
            modules[name] = module(name, members)
    for name, made in modules.items():
        parent, _, child = name.rpartition(".")
        if parent in modules:
            setattr(modules[parent], child, made)
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, Finder(modules))
    sys.meta_path.append(LastResort({}))
    files.patch()
    process.patch()
    archive.patch()
    network.patch()
    data.patch()
    return unimported(modules)


def unimported(modules):
    """A forgotten import is a bug, but says nothing about security: judge as if it stood."""
    names = dict(flask.modules()["flask"])
    names.pop("Request", None)
    for name in ("os", "re", "sys", "json", "html", "shlex", "subprocess", "time", "datetime",
                 "random", "string", "hashlib", "base64", "pathlib", "tarfile", "zipfile",
                 "shutil", "logging", "math", "uuid", "tempfile", "io", "ast", "pickle",
                 "urllib", "socket", "ipaddress"):
        names[name] = __import__(name)
    names["urlparse"] = __import__("urllib.parse").parse.urlparse
    names["Path"] = names["pathlib"].Path
    names["secure_filename"] = flask.secure_filename
    names["select_autoescape"] = templates.select_autoescape
    for name in ("flask", "jinja2", "MySQLdb", "pymysql", "requests", "yaml", "werkzeug"):
        names[name] = modules[name]
    return {key: value for key, value in names.items() if isinstance(key, str)}


__all__ = ["install"]
