"""Flask and werkzeug: the request is where inputs come from, responses are sinks."""

import json
import os
import posixpath
import re
import unicodedata

from .. import judge
from ..mock import Mock
from ..state import W
from . import files
from .templates import FileTemplate, Markup, Template, escape


class HTTPException(Exception):
    """An error page; its description is escaped when it is shown."""

    code = 500

    def __init__(self, description=None, response=None, *args, **kwargs):
        super().__init__(description)
        self.description, self.response = description, response
        self.name = type(self).__name__

    def get_response(self, *args):
        return self.response or Response(str(escape(self.description or "")), status=self.code)


def _errors():
    codes = {"BadRequest": 400, "Unauthorized": 401, "Forbidden": 403, "NotFound": 404,
             "MethodNotAllowed": 405, "Conflict": 409, "UnprocessableEntity": 422,
             "TooManyRequests": 429, "InternalServerError": 500}
    made = {name: type(name, (HTTPException,), {"code": code}) for name, code in codes.items()}
    made["BadRequestKeyError"] = type("BadRequestKeyError", (made["BadRequest"], KeyError), {})
    return made


ERRORS = _errors()
NotFound = ERRORS["NotFound"]


def abort(code=500, description=None, *args, **kwargs):
    if isinstance(code, Response):
        raise HTTPException(None, code)
    raise type("Abort", (HTTPException,), {"code": code})(description)


class Params:
    """A mapping in which every name is an input."""

    def __init__(self, kind):
        self.kind = kind

    def get(self, key, default=None, type=None, **_):
        value = W.value(self.kind, key)
        if type is not None:
            try:
                return type(value)
            except (ValueError, TypeError):
                return default
        return value

    def __getitem__(self, key):
        if isinstance(key, (int, slice)):
            return W.value(self.kind, "item")
        return W.value(self.kind, key)

    def getlist(self, key, type=None):
        value = self.get(key, None, type)
        return [] if value is None else [value]

    getall = getlist

    def pop(self, key, default=None):
        return W.value(self.kind, key)

    setdefault = pop

    def keys(self):
        names = [name for kind, name in W.inputs if kind == self.kind]
        return names or ["name"]

    def values(self, *args):
        return [self[key] for key in self.keys()]

    def items(self, *args, **kwargs):
        return [(key, self[key]) for key in self.keys()]

    lists = items

    def to_dict(self, *args, **kwargs):
        return dict(self.items())

    copy = lambda self: self

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

    def __contains__(self, key):
        return True

    def __bool__(self):
        return True


class Json(Params, dict):
    """A JSON body."""

    def __init__(self, kind="json"):
        Params.__init__(self, kind)


class QueryLists(Params, dict):
    """A parsed query string: every name has a list of values."""

    def get(self, key, default=None, *args):
        return [W.value(self.kind, key)]

    def __getitem__(self, key):
        return [W.value(self.kind, key)]

    setdefault = pop = get

    def to_dict(self, *args, **kwargs):
        return dict(self.items())


class Upload:
    """An uploaded file: its name and its content are inputs."""

    def __init__(self, name):
        self.name = name
        self.content_type = self.mimetype = "image/png"
        self.content_length = 7
        self.stream = files.Content("/upload", "rb", W.value("upload", name + ".content"))

    @property
    def filename(self):
        return W.value("upload", self.name + ".filename")

    def read(self, *args):
        return W.value("upload", self.name + ".content").encode()

    def seek(self, *args):
        pass

    def __iter__(self):
        return iter([self.read()])

    def __bool__(self):
        return True

    def save(self, target, *args, **kwargs):
        files.check(target)

    def close(self):
        pass


class Uploads(Params):
    def get(self, key, default=None, type=None, **_):
        return Upload(key)

    __getitem__ = lambda self, key: Upload(key)
    getlist = lambda self, key, type=None: [Upload(key)]


class Request:
    """The current request."""

    def __init__(self):
        self.args = self.GET = self.query_params = Params("args")
        self.form = self.POST = self.values = Params("form")
        self.values = Params("values")
        self.cookies = self.COOKIES = Params("cookies")
        self.headers = self.META = Params("headers")
        self.files = self.FILES = Uploads("files")
        self.view_args = Params("view")
        self.host, self.scheme, self.remote_addr, self.is_json = "localhost", "http", "127.0.0.1", True
        self.host_url = self.url_root = "http://localhost/"
        self.content_type = self.mimetype = "application/x-www-form-urlencoded"
        self.endpoint, self.is_secure, self.content_length = "page", False, 7
        self.user_agent = Mock("agent")
        self.authorization = Mock("authorization")
        self.session = Session()
        self.user = Mock("user")
        self.environ = {"REMOTE_ADDR": "127.0.0.1"}

    @property
    def method(self):
        return W.method

    @property
    def json(self):
        return Json()

    def get_json(self, *args, **kwargs):
        return Json()

    @property
    def data(self):
        return W.value("body", "data").encode()

    body = data

    def get_data(self, *args, as_text=False, **kwargs):
        return self.data.decode() if as_text else self.data

    @property
    def stream(self):
        return files.Content("/body", "rb", W.value("body", "data"))

    @property
    def referrer(self):
        return W.value("headers", "Referer")

    @property
    def path(self):
        return "/" + W.value("url", "path")

    @property
    def query_string(self):
        return W.value("url", "query_string").encode()

    @property
    def url(self):
        return "http://localhost/" + W.value("url", "path")

    base_url = full_path = url

    def get_host(self):
        return "localhost"

    def get_full_path(self):
        return self.path

    def build_absolute_uri(self, location=""):
        return "http://localhost/" + str(location).lstrip("/")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock("request." + name)


class Session(dict):
    """Signed by the server, so its values are not an attacker's."""

    def __missing__(self, key):
        return W.trusted(key)

    def get(self, key, default=None):
        return self[key]

    def pop(self, key, default=None):
        return self[key]

    def __contains__(self, key):
        return True

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock("session." + name)


class Headers(dict):
    """Case does not matter for a header's name."""

    def __setitem__(self, key, value):
        if str(key).title() == "Location":
            check_location(value)
        dict.__setitem__(self, str(key).title(), value)

    def __getitem__(self, key):
        return dict.__getitem__(self, str(key).title())

    def get(self, key, default=None, *args):
        return dict.get(self, str(key).title(), default)

    set = add = __setitem__

    def extend(self, other):
        for key, value in dict(other).items():
            self[key] = value

    update = extend


class Response:
    """A response; it is judged when a handler returns it."""

    default_mimetype = "text/html"

    def __init__(self, response="", status=200, headers=None, mimetype=None, content_type=None,
                 content=None, media_type=None, body=None, **_):
        self.body = next((b for b in (content, body) if b is not None), response)
        self.status = self.status_code = status
        self.headers = Headers()
        kind = content_type or mimetype or media_type
        self.headers["Content-Type"] = kind or self.default_mimetype
        if headers:
            self.headers.extend(headers)

    @property
    def content_type(self):
        return self.headers.get("Content-Type") or ""

    @content_type.setter
    def content_type(self, value):
        self.headers["Content-Type"] = value

    mimetype = content_type

    def set_data(self, data):
        self.body = data

    def get_data(self, as_text=False):
        text = body_text(self.body)
        return text if as_text else text.encode()

    data = property(lambda self: self.get_data(), set_data)
    response = property(lambda self: self.body, set_data)
    content = response

    def write(self, text):
        self.body = body_text(self.body) + body_text(text)

    def __setitem__(self, key, value):
        self.headers[key] = value

    def __getitem__(self, key):
        return self.headers[key]

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock("response." + name)


def body_text(body):
    if isinstance(body, (bytes, bytearray)):
        return bytes(body).decode("utf-8", "replace")
    if isinstance(body, str) or not hasattr(body, "__iter__") or isinstance(body, Mock):
        return str(body)
    return "".join(body_text(part) for part in body)


def make_response(*args):
    value = args[0] if len(args) == 1 else (args or "")
    return to_response(value)


def to_response(value, default_type=None):
    """What Flask makes of a handler's return value."""
    status, headers = 200, None
    if isinstance(value, tuple) and value:
        for extra in value[1:]:
            if isinstance(extra, (dict, list)):
                headers = extra
            else:
                status = extra
        value = value[0]
    if isinstance(value, Response):
        if headers:
            value.headers.extend(headers)
        return value
    if isinstance(value, (dict, list)):
        return jsonify(value)
    response = Response(value, status, headers)
    if default_type and not headers:
        response.content_type = default_type
    return response


def jsonify(*args, **kwargs):
    data = kwargs or (args[0] if len(args) == 1 else args)
    try:
        text = json.dumps(data, default=str)
    except (TypeError, ValueError, RecursionError):
        text = "{}"
    return Response(text, mimetype="application/json")


def check_location(location):
    """The redirect sink."""
    if W.sink("redirect") and judge.host_taken(str(location)):
        W.hit("redirect", "open-redirect", "an input chooses the host that is redirected to")


def redirect(location="/", code=302, *args, **kwargs):
    check_location(location)
    return Response("<a href=\"" + str(escape(str(location))) + "\">redirect</a>", code)


def url_for(endpoint="", **values):
    from urllib.parse import quote

    return "/" + quote(str(endpoint)) + "".join("/" + quote(str(v)) for v in values.values())


def flask_globals():
    return {"request": REQUEST, "session": SESSION, "url_for": url_for, "g": GLOBALS}


def render_template(name="page.html", *args, **context):
    name = name if isinstance(name, str) else name[0]
    return FileTemplate(str(name), _escapes(str(name))).render(**context)


def _escapes(name):
    return name.lower().endswith((".html", ".htm", ".xml", ".xhtml", ".svg"))


def render_template_string(source="", *args, **context):
    return Template(source, True, None, flask_globals()).render(**context)


def safe_join(directory, *paths):
    """Flask's old function: raises where werkzeug's gives None."""
    joined = werkzeug_safe_join(directory, *paths)
    if joined is None:
        raise NotFound()
    return joined


def werkzeug_safe_join(directory, *paths):
    parts = [str(directory) or "."]
    for path in paths:
        path = str(path)
        if path:
            path = posixpath.normpath(path)
        if posixpath.isabs(path) or path == ".." or path.startswith("../"):
            return None
        parts.append(path)
    return posixpath.join(*parts)


def send_file(path="", *args, **kwargs):
    if isinstance(path, (str, os.PathLike)):
        files.check(path)
    return Response(b"file", mimetype="application/octet-stream")


def send_from_directory(directory="", path=None, filename=None, *args, **kwargs):
    files.check(directory)
    if werkzeug_safe_join(directory, str(path if path is not None else filename)) is None:
        raise NotFound()
    return Response(b"file", mimetype="application/octet-stream")


_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9_.-]")


def secure_filename(name=""):
    name = unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode()
    name = name.replace("/", " ").replace("\\", " ")
    return _UNSAFE_NAME.sub("", "_".join(name.split())).strip("._")


class Config(dict):
    def __missing__(self, key):
        return "/srv/app/" + str(key).lower()

    def get(self, key, default=None):
        return dict.get(self, key, default if default is not None else self[key])

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: True


class Flask:
    """An application or blueprint: remembers its routes."""

    json_by_default = False

    def __init__(self, *args, **kwargs):
        self.routes = []
        self.config = Config()
        self.root_path = self.instance_path = "/srv/app"
        self.static_folder, self.template_folder = "/srv/app/static", "/srv/app/templates"
        self.name, self.secret_key, self.debug = "app", "key", False
        self.logger = Logger()
        self.jinja_env = Mock("jinja_env")
        W.apps.append(self)

    def route(self, rule="/", *args, methods=None, **options):
        if callable(rule):  # used without brackets
            self.routes.append(("/", ["GET"], rule))
            return rule

        def decorate(function):
            self.routes.append((str(rule), [str(m).upper() for m in methods or ["GET"]], function))
            return function

        return decorate

    def _by_method(method):
        def decorator(self, rule="/", *args, **options):
            options.pop("methods", None)
            return self.route(rule, methods=[method])

        return decorator

    get, post, put = _by_method("GET"), _by_method("POST"), _by_method("PUT")
    delete, patch = _by_method("DELETE"), _by_method("PATCH")

    def add_url_rule(self, rule="/", endpoint=None, view_func=None, methods=None, **options):
        function = view_func or endpoint
        if callable(function):
            self.route(rule, methods=methods)(function)

    add_api_route = add_url_rule

    def before_request(self, function):
        return function

    after_request = teardown_request = teardown_appcontext = before_first_request = before_request
    context_processor = shell_context_processor = before_request

    def errorhandler(self, *args, **kwargs):
        return lambda function: function

    template_filter = template_global = template_test = on_event = exception_handler = errorhandler
    middleware = endpoint = errorhandler

    def run(self, *args, **kwargs):
        pass

    def open_resource(self, path, *args, **kwargs):
        files.check(path)
        return files.Content(path, "rb")

    def send_static_file(self, name):
        return send_from_directory(self.static_folder, name)

    make_response = staticmethod(make_response)

    def __call__(self, *args, **kwargs):
        return Mock("app()")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock("app." + name)


class Logger(Mock):
    """Log lines with a raw line break are a sink."""

    def __init__(self, *args):
        super().__init__("logger")

    def __getattr__(self, name):
        if name in ("debug", "info", "warning", "warn", "error", "critical", "exception", "log"):
            return log
        return super().__getattr__(name)


def log(*args, **kwargs):
    if W.sink("log"):
        for arg in args:
            if isinstance(arg, str) and re.search(r"[\r\n]zqlog", arg):
                W.hit("log", "log-injection", "an input starts a line of its own in the log")


class Globals(Mock):
    """`g`: connections are not there yet, so that the program makes its own."""

    def __getattr__(self, name):
        if name.startswith("__") or name in ("zq_name", "zq_items"):
            raise AttributeError(name)
        return W.globals[name] if name in W.globals else self._missing(name)

    def _missing(self, name):
        if re.search(r"db|data|conn|cursor|sql", name.lower()):
            raise AttributeError(name)
        return Mock("g." + name)

    def __setattr__(self, name, value):
        W.globals[name] = value

    def __contains__(self, name):
        return name in W.globals

    def get(self, name, default=None):
        return W.globals.get(name, default)

    def pop(self, name, default=None):
        return W.globals.pop(name, default)


REQUEST, SESSION, GLOBALS = Request(), Session(), Globals("g")


class MethodView:
    """flask.views: the class becomes a handler."""

    @classmethod
    def as_view(cls, name="view", *args, **kwargs):
        def view(**values):
            return getattr(cls(), W.method.lower())(**values)

        return view


def modules():
    main = {
        "Flask": Flask, "Blueprint": Flask, "request": REQUEST, "session": SESSION, "g": GLOBALS,
        "Request": Request, "Response": Response, "redirect": redirect, "make_response": make_response,
        "jsonify": jsonify, "render_template": render_template, "abort": abort, "url_for": url_for,
        "render_template_string": render_template_string, "send_file": send_file, "escape": escape,
        "Markup": Markup, "send_from_directory": send_from_directory, "safe_join": safe_join,
        "flash": lambda *a, **k: None, "current_app": _CurrentApp("current_app"),
        "stream_with_context": lambda value: value,
    }
    security = {"safe_join": werkzeug_safe_join, "generate_password_hash": lambda *a, **k: "hash",
                "check_password_hash": lambda *a, **k: True}
    utils = {"secure_filename": secure_filename, "safe_join": werkzeug_safe_join, "redirect": redirect,
             "escape": escape, "send_file": send_file, "send_from_directory": send_from_directory}
    wrappers = {"Response": Response, "Request": Request, "BaseResponse": Response}
    return {
        "flask": main, "flask.views": {"MethodView": MethodView, "View": MethodView},
        "flask.helpers": main, "flask.json": {"jsonify": jsonify, "dumps": json.dumps},
        "flask.templating": main, "flask.globals": main, "flask.wrappers": wrappers,
        "werkzeug": {**utils, **wrappers}, "werkzeug.utils": utils, "werkzeug.security": security,
        "werkzeug.wrappers": wrappers, "werkzeug.datastructures": {"FileStorage": Upload},
        "werkzeug.exceptions": {"HTTPException": HTTPException, "abort": abort, **ERRORS},
        "flask_restful": {"Resource": MethodView, "Api": _Api, "abort": abort},
        "flask_restx": {"Resource": MethodView, "Api": _Api, "abort": abort},
    }


class _CurrentApp(Mock):
    """`current_app`: the program's application if it made one."""

    def __getattr__(self, name):
        if W.apps:
            return getattr(W.apps[0], name)
        return getattr(Flask(), name)


class _Api(Flask):
    """flask_restful: what its handlers return becomes JSON."""

    json_by_default = True

    def add_resource(self, resource, *rules, **kwargs):
        for method in ("get", "post", "put", "delete", "patch"):
            if hasattr(resource, method):
                bound = getattr(resource(), method)
                for rule in rules[:1]:
                    self.route(rule, methods=[method])(bound)
