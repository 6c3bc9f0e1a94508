"""Code, serialised objects, XML and directories: what interprets its input."""

import base64
import builtins
import concurrent.futures
import io
import logging
import pickle
import shelve
import sys
import threading
import types
import xml.sax
import xml.sax.handler

from .. import judge
from ..mock import Mock
from ..state import W

_real_eval = builtins.eval


def _holds_payload(data):
    if hasattr(data, "getvalue"):
        data = data.getvalue()
    elif hasattr(data, "read") and not isinstance(data, Mock):
        data = data.read()
    if isinstance(data, (bytes, bytearray)):
        data = bytes(data).decode("utf-8", "replace")
    return isinstance(data, str) and (
        "zqpickle" in data or (W.payload is not None and W.payload.text in data)
    )


def unpickle(data=b"", *args, **kwargs):
    """The deserialisation sink."""
    if W.sink("pickle") and _holds_payload(data):
        W.hit("pickle", "unsafe-deserialization", "an input is turned into objects of any class")
    return {"name": "stored"}


class Unpickler:
    def __init__(self, file=None, *args, **kwargs):
        self.file = file

    def load(self):
        return unpickle(self.file)


_SAFE_LOADERS = {"SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"}


class LoaderName:
    """A yaml loader class; only its name matters."""

    def __init__(self, name):
        self.name = name

    def __mro_entries__(self, bases):
        return (type(self.name, (), {"name": self.name}),)

    def add_constructor(self, *args):
        pass


def yaml_load(stream="", Loader=None, *args, **kwargs):
    """Safe only with a loader that makes plain values."""
    if getattr(Loader, "name", None) in _SAFE_LOADERS:
        return {"name": "stored"}
    return unpickle(stream)


def yaml_load_all(*args, **kwargs):
    return iter([yaml_load(*args, **kwargs)])


def safe_load(*args, **kwargs):
    return {"name": "stored"}


def check_code(source):
    """The code sink."""
    if isinstance(source, bytes):
        source = source.decode("utf-8", "replace")
    if isinstance(source, str) and W.sink("code") and judge.code_injected(source):
        W.hit("code", "code-injection", "an input is run as code")


def fake_eval(source="", *args, **kwargs):
    check_code(source)
    if W.payload is None and isinstance(source, (str, bytes)):
        try:
            # Harmless input only; the result's type decides how the program goes on.
            return _real_eval(source, {"__builtins__": {}}, {})
        except Exception:
            return 7
    return 7 if isinstance(source, (str, bytes)) else Mock("eval")


def fake_exec(source="", *args, **kwargs):
    check_code(source)


def fake_compile(source="", *args, **kwargs):
    check_code(source)
    return Mock("code")


def fake_input(prompt=""):
    return W.value("stdin", str(prompt)[:40].strip() or "line")


def fake_import(name, *args):
    """`__import__` and `importlib.import_module` of the program's own choice."""
    if isinstance(name, str) and W.sink("code") and judge.CODE_MARK in name:
        W.hit("code", "module-chosen", "an input chooses the module that is imported")
        raise ImportError(name)


class Stdin(io.TextIOBase):
    """Standard input."""

    def read(self, *args):
        return W.value("stdin", "text")

    readline = read

    def readlines(self, *args):
        return [self.read()]

    def __iter__(self):
        return iter([self.read()])

    buffer = property(lambda self: io.BytesIO(self.read().encode()))


# XML ---------------------------------------------------------------------------


def _check_xml(data, unsafe):
    if W.sink("xml") and unsafe:
        if hasattr(data, "getvalue"):
            data = data.getvalue()
        if isinstance(data, (bytes, bytearray)):
            data = bytes(data).decode("utf-8", "replace")
        if isinstance(data, str) and "<!ENTITY zqxml" in data:
            W.hit("xml", "external-entity", "an input's external entities are read")


class XmlParser:
    """lxml's parser; it reads entities unless told not to."""

    def __init__(self, *args, resolve_entities=True, **options):
        self.unsafe = resolve_entities not in (False, "internal")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None


class Tree(Mock):
    """A document whose `xpath` is a sink."""

    def __init__(self, *args):
        super().__init__("tree")

    def xpath(self, expression="", *args, **variables):
        if W.sink("xpath") and isinstance(expression, str) and judge.xpath_injected(expression):
            W.hit("xpath", "xpath-injection", "an input changes the structure of this XPath query")
        return [Tree()] if W.rows else []

    findall = iterfind = xpath

    def find(self, expression="", *args, **kwargs):
        self.xpath(expression)
        return Tree()

    findtext = find

    def getroot(self):
        return Tree()

    def __call__(self, *args, **kwargs):
        return self


def parse_xml(data="", parser=None, *args, **kwargs):
    _check_xml(data, getattr(parser, "unsafe", True))
    return Tree()


def _xpath(expression="", *args, **kwargs):
    Tree().xpath(expression)
    return Tree()


class SaxParser(Mock):
    def __init__(self, *args):
        super().__init__("sax")
        object.__setattr__(self, "unsafe", False)

    def setFeature(self, feature, state):
        if feature == xml.sax.handler.feature_external_ges:
            object.__setattr__(self, "unsafe", bool(state))

    def parse(self, source=""):
        _check_xml(source, self.unsafe)


# Directories -------------------------------------------------------------------


class LdapConnection(Mock):
    """An LDAP connection; every search filter is a sink."""

    def __init__(self, *args, **kwargs):
        super().__init__("ldap")

    def search(self, *args, **kwargs):
        for text in [*args, *kwargs.values()]:
            if isinstance(text, str) and W.sink("ldap") and judge.ldap_injected(text):
                W.hit("ldap", "ldap-injection", "an input changes the structure of this LDAP filter")
        return [("dn", {"name": [b"stored"]})]

    search_s = search_ext = search_ext_s = search_st = search


def escape_filter(text="", *args):
    for char in "\\*()\0":
        text = str(text).replace(char, "\\%02x" % ord(char))
    return text


# Threads -----------------------------------------------------------------------


class Thread:
    """Runs its target where it is started."""

    daemon, name = False, "thread"

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, daemon=None):
        self.target, self.args, self.kwargs = target, args, kwargs or {}

    def run(self):
        if self.target:
            self.target(*self.args, **self.kwargs)

    def start(self):
        self.run()

    def join(self, timeout=None):
        pass

    setDaemon = join

    def is_alive(self):
        return False


class Executor:
    """Runs what is submitted at once."""

    def __init__(self, *args, **kwargs):
        pass

    def submit(self, function, *args, **kwargs):
        made = concurrent.futures.Future()
        made.set_result(function(*args, **kwargs))
        return made

    def map(self, function, *items, **kwargs):
        return [function(*item) for item in zip(*items)]

    def shutdown(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


def _decode(text=b"", *args):
    return base64.b64decode(text)


def patch():
    """Replaces the standard library's functions, in place."""
    pickle.loads = pickle.load = shelve.open = unpickle
    # Not in place: the import system reads its caches with the real one.
    sys.modules["marshal"] = types.SimpleNamespace(loads=unpickle, load=unpickle, dumps=repr)
    pickle.Unpickler = Unpickler
    xml.sax.make_parser = SaxParser
    threading.Thread = Thread
    concurrent.futures.ThreadPoolExecutor = concurrent.futures.ProcessPoolExecutor = Executor
    base64.decodestring = base64.decodebytes = _decode
    from .flask import log

    for name in ("debug", "info", "warning", "error", "critical", "exception"):
        setattr(logging, name, log)
        setattr(logging.Logger, name, lambda self, *a, **k: log(*a, **k))


def builtins_for(program_open):
    """The program's own `__builtins__`."""
    names = dict(vars(builtins))
    real_import = names["__import__"]

    def watched_import(name, *args, **kwargs):
        fake_import(name)
        if name in ("posix", "_posixsubprocess", "_io"):
            # The unpatched originals of `os` and `io`.
            name = "io" if name == "_io" else "os"
        return real_import(name, *args, **kwargs)

    def leave(code=None):
        raise SystemExit(code)

    names.update(open=program_open, eval=fake_eval, exec=fake_exec, compile=fake_compile,
                 input=fake_input, raw_input=fake_input, print=lambda *a, **k: None,
                 exit=leave, quit=leave, unicode=str, basestring=str, long=int, xrange=range,
                 unichr=chr, breakpoint=lambda *a, **k: None, help=leave)
    names["__import__"] = watched_import
    return names


def modules():
    loaders = {n: LoaderName(n) for n in (*_SAFE_LOADERS, "Loader", "CLoader", "FullLoader",
                                          "UnsafeLoader")}
    yaml = {"load": yaml_load, "load_all": yaml_load_all, "safe_load": safe_load,
            "safe_load_all": lambda *a, **k: iter([safe_load()]), "full_load": unpickle,
            "unsafe_load": unpickle, "dump": lambda *a, **k: "", "safe_dump": lambda *a, **k: "",
            "YAMLError": type("YAMLError", (Exception,), {}), **loaders}
    pickles = {"loads": unpickle, "load": unpickle, "dumps": lambda *a, **k: b"", "Unpickler": Unpickler,
               "dump": lambda *a, **k: None}
    etree = {"parse": parse_xml, "fromstring": parse_xml, "XML": parse_xml, "XMLParser": XmlParser,
             "HTMLParser": XmlParser, "iterparse": parse_xml, "XPath": _xpath, "ETXPath": _xpath,
             "XMLSyntaxError": type("XMLSyntaxError", (Exception,), {})}
    safe_tree = {"parse": lambda *a, **k: Tree(), "fromstring": lambda *a, **k: Tree(),
                 "XML": lambda *a, **k: Tree(), "ElementTree": lambda *a, **k: Tree(),
                 "ParseError": type("ParseError", (Exception,), {})}
    ldap = {"initialize": LdapConnection, "open": LdapConnection, "Connection": LdapConnection}
    return {
        "yaml": yaml, "dill": pickles, "cPickle": pickles, "cloudpickle": pickles, "joblib": pickles,
        "jsonpickle": {"decode": unpickle, "encode": lambda *a, **k: "{}"},
        "lxml": {"etree": Mock("etree")}, "lxml.etree": etree, "lxml.html": etree,
        "lxml.objectify": etree, "xml.etree.ElementTree": safe_tree, "xml.etree.cElementTree": safe_tree,
        "defusedxml": {}, "defusedxml.ElementTree": safe_tree, "defusedxml.lxml": safe_tree,
        "ldap": ldap, "ldap3": ldap, "ldap.filter": {"escape_filter_chars": escape_filter},
        "ldap3.utils": {}, "ldap3.utils.conv": {"escape_filter_chars": escape_filter},
        "ldap.dn": {"escape_dn_chars": escape_filter},
    }
