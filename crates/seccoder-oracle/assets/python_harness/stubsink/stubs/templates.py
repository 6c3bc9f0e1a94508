"""markupsafe and jinja2, as far as escaping goes."""

import html
import re
import string

from .. import judge
from ..mock import Mock
from ..state import W


class Markup(str):
    """Text that is HTML already; what joins it is escaped."""

    def __new__(cls, value="", *args):
        if hasattr(value, "__html__"):
            value = value.__html__()
        return super().__new__(cls, value)

    def __html__(self):
        return self

    @classmethod
    def escape(cls, value):
        return escape(value)

    def __add__(self, other):
        return Markup(str(self) + str(escape(other)))

    def __radd__(self, other):
        return Markup(str(escape(other)) + str(self))

    def __mul__(self, count):
        return Markup(str(self) * count)

    def __mod__(self, values):
        if isinstance(values, tuple):
            values = tuple(_Lazy(v) for v in values)
        elif isinstance(values, dict):
            values = {k: _Lazy(v) for k, v in values.items()}
        else:
            values = _Lazy(values)
        return Markup(str.__mod__(self, values))

    def join(self, parts):
        return Markup(str.join(self, [str(escape(part)) for part in parts]))

    def format(self, *args, **kwargs):
        return Markup(_EscapingFormatter().vformat(str(self), args, kwargs))

    def unescape(self):
        return html.unescape(str(self))

    def striptags(self):
        return html.unescape(re.sub(r"<[^>]*>", "", str(self)))

    def __str__(self):
        return str.__str__(self)


def _kept(name):
    method = getattr(str, name)
    return lambda self, *args: Markup(method(self, *args))


for _name in ("strip", "lstrip", "rstrip", "upper", "lower", "title", "capitalize", "__getitem__"):
    setattr(Markup, _name, _kept(_name))
Markup.replace = lambda self, old, new, count=-1: Markup(
    str.replace(self, old, str(escape(new)), count)
)


class _EscapingFormatter(string.Formatter):
    def format_field(self, value, spec):
        return str(escape(format(value, spec)))


class _Lazy:
    def __init__(self, value):
        self.value = value

    def __str__(self):
        return str(escape(self.value))

    def __repr__(self):
        return str(escape(repr(self.value)))

    def __int__(self):
        return int(self.value)

    __index__ = __int__

    def __float__(self):
        return float(self.value)


def escape(value=""):
    """Makes text safe for HTML, once."""
    if hasattr(value, "__html__"):
        return Markup(value.__html__())
    text = str(value)
    for char, entity in (("&", "&amp;"), (">", "&gt;"), ("<", "&lt;"), ("'", "&#39;"), ('"', "&#34;")):
        text = text.replace(char, entity)
    return Markup(text)


def select_autoescape(enabled_extensions=("html", "htm", "xml"), disabled_extensions=(),
                      default_for_string=True, default=False):
    """The rule of jinja2's function of this name."""
    enabled = tuple("." + str(e).lstrip(".").lower() for e in enabled_extensions)
    disabled = tuple("." + str(e).lstrip(".").lower() for e in disabled_extensions)

    def autoescape(name):
        if name is None:
            return default_for_string
        name = name.lower()
        if name.endswith(enabled):
            return True
        return False if name.endswith(disabled) else default

    return autoescape


_PART = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.S)
_NAME = re.compile(r"[A-Za-z_]\w*")


class Template:
    """Puts values into `{{ … }}`; the statements between them are ignored."""

    def __init__(self, source="", autoescape=False, name=None, globals=None, **_):
        self.source, self.auto, self.name = str(source), autoescape, name
        self.globals = globals or {}
        if W.sink("template") and judge.template_injected(self.source):
            W.hit("template", "template-injection", "an input becomes part of a template's source")

    def render(self, *args, **kwargs):
        W.sink("html")
        context = dict(self.globals)
        for arg in args:
            if isinstance(arg, dict):
                context.update(arg)
        context.update(kwargs)
        auto = self.auto
        out = []
        for part in _PART.split(self.source):
            if part.startswith("{{"):
                out.append(evaluate(part[2:-2].strip("- \n"), context, auto))
            elif part.startswith("{%"):
                words = part[2:-2].strip("- ").split()
                if words[:1] == ["autoescape"]:
                    auto = words[1:2] not in (["false"], ["False"])
                elif words[:1] == ["endautoescape"]:
                    auto = self.auto
                elif words[:1] == ["for"] and len(words) >= 4:
                    items = context.get(words[3].split(".")[0].split("|")[0])
                    try:
                        context[words[1].strip(",")] = next(iter(items))
                    except (TypeError, StopIteration):
                        pass
            elif not part.startswith("{#"):
                out.append(part)
        return "".join(out)

    def stream(self, *args, **kwargs):
        return self.render(*args, **kwargs)

    generate = stream

    async def render_async(self, *args, **kwargs):
        return self.render(*args, **kwargs)


def evaluate(expression, context, auto):
    """The text of one `{{ … }}`."""
    head, *filters = [part.strip() for part in re.split(r"\|(?!\|)", expression)]
    names = [f.split("(")[0].strip() for f in filters]
    constant = re.fullmatch(r"'([^']*)'|\"([^\"]*)\"", head)
    values = []
    if constant:
        values.append(constant[1] or constant[2] or "")
    else:
        value = _lookup(head, context)
        if value is not None:
            values.append(value)
        else:
            values += [context[n] for n in _NAME.findall(head) if n in context]
    out = []
    for value in values:
        safe = hasattr(value, "__html__")
        text = str(value)
        for name in names:
            if name in ("e", "escape", "forceescape", "tojson", "urlencode", "striptags", "int", "float"):
                text, safe = str(escape(text)) if not safe else text, True
            elif name == "safe":
                safe = True
        out.append(text if safe or not auto else str(escape(text)))
    return "".join(out)


def _lookup(head, context):
    steps = re.fullmatch(r"([A-Za-z_]\w*)((?:\.\w+|\[[^\]]*\]|\.get\([^)]*\))*)", head)
    if not steps:
        return None
    value = context.get(steps[1])
    for get, index, attribute in re.findall(r"\.get\(([^)]*)\)|\[([^\]]*)\]|\.(\w+)", steps[2]):
        key = (get or index or attribute).split(",")[0].strip().strip("'\"")
        try:
            value = value[key] if not attribute or isinstance(value, dict) else getattr(value, key)
        except Exception:
            try:
                value = value[int(key) if key.isdigit() else key]
            except Exception:
                return None
    return value


class Loader:
    """Any loader; only a DictLoader knows its sources."""

    def __init__(self, *args, **kwargs):
        self.sources = args[0] if args and isinstance(args[0], dict) else {}


class Environment:
    """Remembers where it was made and whether it escapes."""

    def __init__(self, *args, **options):
        self.autoescape = options.pop("autoescape", False)
        self.loader = options.get("loader")
        self.line = W.place()
        self.globals, self.filters, self.tests, self.used = {}, {}, {}, []
        W.environments.append(self)
        W.sink("html")

    def escapes(self, name):
        if callable(self.autoescape) and not isinstance(self.autoescape, Mock):
            return bool(self.autoescape(name))
        return bool(self.autoescape)

    def get_template(self, name="page.html", *args, **kwargs):
        self.used.append(str(name))
        source = getattr(self.loader, "sources", {}).get(name) if self.loader else None
        if source is None:
            return FileTemplate(str(name), self.escapes(str(name)))
        return Template(source, self.escapes(str(name)), name, self.globals)

    select_template = get_or_select_template = lambda self, names, *a, **k: self.get_template(
        names if isinstance(names, str) else names[0]
    )

    def from_string(self, source, *args, **kwargs):
        self.used.append(None)
        return Template(source, self.escapes(None), None, self.globals)

    def overlay(self, **options):
        made = Environment(autoescape=options.get("autoescape", self.autoescape), loader=self.loader)
        return made

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Mock(name)

    def exposed(self):
        """Whether HTML templates come out unescaped."""
        names = [n for n in self.used if n is None or _is_page(n)]
        if not names:
            names = [] if self.used else ["page.html"]
        try:
            return any(not self.escapes(name) for name in names)
        except Exception:
            return False


def _is_page(name):
    name = name.lower()
    for ending in (".j2", ".jinja2", ".jinja"):
        name = name.removesuffix(ending)
    return "." not in name or name.endswith((".html", ".htm", ".xhtml", ".xml", ".svg"))


class FileTemplate(Template):
    """A template file that shows every value it is given."""

    def __init__(self, name, autoescape):
        super().__init__("", autoescape, name)

    def render(self, *args, **kwargs):
        W.sink("html")
        context = {}
        for arg in args:
            if isinstance(arg, dict):
                context.update(arg)
        context.update(kwargs)
        values = [v for v in context.values() if not callable(v)]
        shown = (str(escape(v)) if self.auto else str(v) for v in values)
        return "<html><p>" + "</p><p>".join(shown) + "</p></html>"


def clean(text="", *args, **kwargs):
    """bleach.clean, roughly: everything is escaped."""
    return str(escape(str(text)))


def modules():
    loaders = {name: Loader for name in ("FileSystemLoader", "PackageLoader", "DictLoader",
                                         "FunctionLoader", "ChoiceLoader", "BaseLoader")}
    safe = {"Markup": Markup, "escape": escape, "escape_silent": escape, "soft_unicode": str,
            "soft_str": str}
    jinja = {"Environment": Environment, "Template": Template, "Markup": Markup, "escape": escape,
             "select_autoescape": select_autoescape, "StrictUndefined": object,
             "TemplateNotFound": type("TemplateNotFound", (Exception,), {}), **loaders}
    sandbox = {"SandboxedEnvironment": Environment, "ImmutableSandboxedEnvironment": Environment}
    return {"markupsafe": safe, "jinja2": jinja, "jinja2.sandbox": sandbox, "jinja2.loaders": loaders,
            "jinja2.environment": jinja, "jinja2.utils": {"select_autoescape": select_autoescape, **safe},
            "bleach": {"clean": clean, "linkify": clean}}
