"""Database drivers: connections and cursors that watch the query text."""


from ..mock import Mock, MockBase, Row, check_sql
from ..state import W

# These servers take a backslash in a literal as an escape; the others do not.
_BACKSLASH = {"MySQLdb", "pymysql", "mysql.connector", "mysql", "cymysql", "mariadb", "oursql"}


def quote(value, backslash):
    """A value as an SQL literal, the way drivers write it."""
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return "'" + escape_text(str(value), backslash) + "'"


def escape_text(text, backslash):
    if backslash:
        for char in ("\\", "'", '"'):
            text = text.replace(char, "\\" + char)
        return text.replace("\n", "\\n").replace("\r", "\\r").replace("\0", "\\0")
    return text.replace("'", "''")


class Escaped(str):
    """Escaped text: bytes with some drivers, text with others, so it passes for both."""

    def decode(self, *args):
        return self


class Result:
    """Rows to read."""

    rowcount, lastrowid, description = 1, 7, [("id",), ("name",)]

    def fetchone(self):
        return Row() if W.rows else None

    first = one_or_none = scalar = scalar_one_or_none = fetchone

    def fetchall(self, *args):
        return [Row()] if W.rows else []

    fetchmany = all = fetchall

    def __iter__(self):
        return iter(self.fetchall())

    def __bool__(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __next__(self):
        raise StopIteration

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock(name)


class Cursor(Result):
    """A cursor; with parameters the query text alone is judged."""

    def __init__(self, backslash=True, *args, **kwargs):
        self.backslash = backslash

    def execute(self, query="", params=None, *args, **kwargs):
        check_sql(query, self.backslash)
        return self

    def executemany(self, query="", params=(), *args, **kwargs):
        for _ in params:
            pass
        check_sql(query, self.backslash)
        return self

    def executescript(self, script="", *args):
        check_sql(script, self.backslash)
        return self

    def mogrify(self, query="", params=None):
        """Returns the query with its parameters in place, as a driver quotes them."""
        if params is None:
            return query
        if isinstance(params, dict):
            return query % {k: quote(v, self.backslash) for k, v in params.items()}
        values = params if isinstance(params, (tuple, list)) else (params,)
        return query % tuple(quote(v, self.backslash) for v in values)

    literal = lambda self, value, *args: quote(value, self.backslash)
    escape = literal
    escape_string = lambda self, value, *args: Escaped(escape_text(_text(value), self.backslash))
    real_escape_string = escape_string


class Connection(Cursor):
    """A connection; some drivers run queries on it directly."""

    def cursor(self, *args, **kwargs):
        return Cursor(self.backslash)

    def query(self, query="", *args):
        check_sql(query, self.backslash)
        return Result()

    def begin(self, *args):
        return self

    connect = session = begin


class Session(Connection):
    """An ORM session: `query` takes classes there, `execute` takes text."""

    def query(self, *args):
        return Mock("query")

    def __call__(self, *args, **kwargs):
        return self

    # A parameter of this name may as well be a web session.
    def __getitem__(self, key):
        return W.trusted(key)

    def get(self, key, *args):
        return W.trusted(key)

    def __setitem__(self, key, value):
        pass

    def __contains__(self, key):
        return True


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def driver(name):
    backslash = name.split(".")[0] in _BACKSLASH

    def connect(*args, **kwargs):
        return Connection(backslash)

    def escaped(value, *args):
        return Escaped(escape_text(_text(value), backslash))

    members = {"connect": connect, "Connect": connect, "Connection": connect, "connection": connect,
               "escape_string": escaped, "Error": DatabaseError, "Row": Row,
               "literal": lambda v, *a: quote(v, backslash)}
    for error in ("IntegrityError", "OperationalError", "ProgrammingError", "DatabaseError",
                  "InterfaceError", "DataError", "InternalError", "NotSupportedError",
                  "MySQLError", "Warning"):
        members[error] = type(error, (DatabaseError,), {})
    return members


class DatabaseError(Exception):
    """The base of the drivers' errors; nothing raises it here."""


class SqlText(str):
    """sqlalchemy.text: SQL text that may bind parameters."""

    def __new__(cls, text="", *args, **kwargs):
        return str.__new__(cls, text)

    def bindparams(self, *args, **kwargs):
        return self

    columns = bindparams


def checked_text(text="", *args, **kwargs):
    check_sql(text, False)
    return SqlText(text)


class Composed(str):
    """psycopg2.sql: parts that quote themselves."""

    def format(self, *args, **kwargs):
        parts = [_sql_part(a) for a in args]
        named = {k: _sql_part(v) for k, v in kwargs.items()}
        return Composed(str.format(str(self), *parts, **named))

    def __add__(self, other):
        return Composed(str(self) + _sql_part(other))

    def join(self, parts):
        return Composed(str.join(str(self), [_sql_part(p) for p in parts]))

    def as_string(self, *args):
        return str(self)


def _sql_part(value):
    return str(value) if isinstance(value, Composed) else quote(value, False)


def _identifier(*names):
    return Composed(".".join('"' + str(n).replace('"', '""') + '"' for n in names))


class SQLAlchemy(Mock):
    """flask_sqlalchemy's object: `session.execute` is watched, models are mocks."""

    def __init__(self, *args, **kwargs):
        super().__init__("db")
        object.__setattr__(self, "session", Session(False))
        object.__setattr__(self, "engine", Connection(False))
        object.__setattr__(self, "text", checked_text)
        object.__setattr__(self, "Model", MockBase)


class MySQL(Mock):
    """flask_mysqldb / flaskext.mysql."""

    def __init__(self, *args, **kwargs):
        super().__init__("mysql")
        object.__setattr__(self, "connection", Connection(True))
        object.__setattr__(self, "get_db", lambda: Connection(True))
        object.__setattr__(self, "connect", lambda *a, **k: Connection(True))



def modules():
    out = {name: driver(name) for name in
           ("MySQLdb", "pymysql", "mysql.connector", "psycopg2", "sqlite3", "cx_Oracle", "pyodbc",
            "mariadb", "psycopg", "pymssql", "oracledb", "_mysql", "apsw")}
    out["mysql"] = {}
    out["pymysql.cursors"] = {"DictCursor": Cursor}
    out["MySQLdb.cursors"] = {"DictCursor": Cursor}
    out["pymysql.converters"] = {"escape_string": lambda v, *a: escape_text(_text(v), True)}
    out["MySQLdb._mysql"] = {"escape_string": lambda v, *a: escape_text(_text(v), True)}
    out["psycopg2.extras"] = {}
    sql = {"SQL": Composed, "Identifier": _identifier, "Composed": Composed,
           "Literal": lambda v: Composed(quote(v, False)), "Placeholder": lambda *a: Composed("%s")}
    out["psycopg2.sql"] = out["psycopg.sql"] = sql
    out["sqlite3"]["Cursor"] = Cursor
    alchemy = {"text": checked_text, "create_engine": lambda *a, **k: Connection(False),
               "literal_column": checked_text}
    out["sqlalchemy"] = alchemy
    out["sqlalchemy.sql"] = alchemy
    session = {"Session": Session, "sessionmaker": lambda *a, **k: (lambda *b, **c: Session(False)),
               "scoped_session": lambda *a, **k: Session(False),
               "declarative_base": lambda *a, **k: MockBase, "DeclarativeBase": MockBase}
    out["sqlalchemy.orm"] = session
    out["sqlalchemy.ext"] = {}
    out["sqlalchemy.ext.declarative"] = session
    out["flask_sqlalchemy"] = {"SQLAlchemy": SQLAlchemy}
    for name in ("flask_mysqldb", "flaskext.mysql", "flask_mysql"):
        out[name] = {"MySQL": MySQL}
    out["flaskext"] = {}
    out["django.db"] = {"connection": Connection(False), "connections": Mock("connections"),
                        "models": Mock("models")}
    return out


