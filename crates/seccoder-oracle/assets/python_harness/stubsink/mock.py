"""A stand-in for anything unknown: every attribute and call gives another one.

It is text, truth and a number where Python asks for one. Calls whose names say that
they run SQL are watched, so that a database library nobody stubbed is judged as well.
"""

import types

from . import judge
from .state import PROGRAM, W

SQL_METHODS = {"execute", "executemany", "executescript", "raw", "text", "read_sql",
               "read_sql_query", "mogrify_query", "exec_driver_sql", "fetch", "fetchrow",
               "fetchval", "execute_sql"}


def check_sql(query, backslash=None):
    """The SQL sink."""
    if isinstance(query, (bytes, bytearray)):
        query = bytes(query).decode("utf-8", "replace")
    if not isinstance(query, str):
        query = getattr(query, "zq_sql", None)
        if not isinstance(query, str):
            return
    backslash = W.backslash if backslash is None else backslash
    if W.sink("sql") and judge.sql_injected(query, W.payload.text, W.payload.benign, backslash):
        W.hit("sql", "sql-injection", "an input changes the structure of this SQL query")


class MockMeta(type):
    """So that a class derived from a mock has any attribute too."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock(f"{cls.__name__}.{name}")


class MockBase(metaclass=MockMeta):
    """What a class gets when its base is a mock."""

    def __init__(self, *args, **kwargs):
        for name, value in kwargs.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock(name)


class Mock:
    """The stand-in itself."""

    def __init__(self, name="mock", *args, **kwargs):
        object.__setattr__(self, "zq_name", name)
        object.__setattr__(self, "zq_items", {})

    def __mro_entries__(self, bases):
        return (MockBase,)

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        child = Mock(f"{self.zq_name}.{name}")
        object.__setattr__(self, name, child)
        return child

    def __call__(self, *args, **kwargs):
        name = self.zq_name.rsplit(".", 1)[-1]
        if len(args) == 1 and not kwargs and is_program_function(args[0]):
            return args[0]
        if name in SQL_METHODS:
            check_sql(args[0] if args else kwargs.get("sql", kwargs.get("query")))
            if name == "text" and args and isinstance(args[0], str):
                made = Mock("text")
                object.__setattr__(made, "zq_sql", args[0])
                return made
        if name == "fetchone" or name == "first" or name == "one_or_none":
            return Row() if W.rows else None
        if name in ("fetchall", "fetchmany", "all"):
            return [Row()] if W.rows else []
        return Mock(f"{self.zq_name}()")

    def __getitem__(self, key):
        if key in self.zq_items:
            return self.zq_items[key]
        return Mock(f"{self.zq_name}[]")

    def __setitem__(self, key, value):
        try:
            self.zq_items[key] = value
        except TypeError:
            pass

    def __delitem__(self, key):
        pass

    def __iter__(self):
        return iter([Mock(f"{self.zq_name}[]")] if W.rows else [])

    def __len__(self):
        return 1

    def __contains__(self, item):
        return True

    def __bool__(self):
        return True

    def __str__(self):
        return "mockvalue"

    __repr__ = __str__

    def __format__(self, spec):
        return "mockvalue"

    def __fspath__(self):
        return "/srv/app/mock"

    def __bytes__(self):
        return b"mockvalue"

    def __int__(self):
        return 7

    __index__ = __int__

    def __float__(self):
        return 7.0

    def __add__(self, other):
        return str(self) + other if isinstance(other, str) else self

    def __radd__(self, other):
        return other + str(self) if isinstance(other, str) else self

    def _same(self, *other):
        return self

    __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __mod__ = _same
    __or__ = __ror__ = __and__ = __invert__ = __neg__ = __rshift__ = __lshift__ = _same

    def _less(self, other):
        return False

    __lt__ = __gt__ = _less

    def _more(self, other):
        return True

    __le__ = __ge__ = _more

    def __eq__(self, other):
        return self is other or isinstance(other, Mock)

    def __hash__(self):
        return 7

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __await__(self):
        yield from ()
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return False


class Row(tuple):
    """A database row with a value under every name and number."""

    def __new__(cls):
        return tuple.__new__(cls, ("1", "stored", "stored"))

    def __getitem__(self, key):
        if isinstance(key, slice):
            return tuple(self)[key]
        return "1" if key == 0 else "stored"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return "stored"

    def get(self, key, default=None):
        return "stored"

    def keys(self):
        return ["id", "name"]


class MockModule(types.ModuleType):
    """An unknown module."""

    def __init__(self, name):
        super().__init__(name)
        self.__path__ = []
        self.__file__ = f"<stub {name}>"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock(f"{self.__name__}.{name}")


def is_program_function(value):
    """Whether a value is a function or class of the judged program."""
    if isinstance(value, type):
        return value.__module__ in ("zq_program", "__main__")
    code = getattr(value, "__code__", None)
    return code is not None and code.co_filename == PROGRAM
