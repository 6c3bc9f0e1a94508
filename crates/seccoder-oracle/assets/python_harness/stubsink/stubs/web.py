"""Other ways in and out: FastAPI, Django, bottle, tkinter."""

import html

from ..mock import Mock, MockBase
from ..state import W
from . import flask


class FastApi(flask.Flask):
    """Its handlers' values become JSON, unless they return a response themselves."""

    json_by_default = True


class HtmlResponse(flask.Response):
    default_mimetype = "text/html"


class PlainResponse(flask.Response):
    default_mimetype = "text/plain"


class JsonResponse(flask.Response):
    default_mimetype = "application/json"


class Attributes(flask.Params):
    """bottle: inputs are attributes as well."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return W.value(self.kind, name)


class BottleRequest(flask.Request):
    def __init__(self):
        super().__init__()
        self.query = self.params = Attributes("args")
        self.forms = self.POST = Attributes("form")

    def get_cookie(self, name, *args, **kwargs):
        return W.value("cookies", name)


class _BottleApp:
    """bottle's module functions act on an application that the run makes on demand."""

    def __getattr__(self, name):
        def decorator(*args, **kwargs):
            if not W.apps:
                flask.Flask()
            return getattr(W.apps[0], name)(*args, **kwargs)

        return decorator


class Widget(Mock):
    """A tkinter widget: its text is an input, its callbacks are ways in."""

    def __init__(self, *args, **kwargs):
        super().__init__("widget")
        self._remember(kwargs)

    def _remember(self, options):
        command = options.get("command")
        if callable(command) and not isinstance(command, Mock):
            W.callbacks.append(command)

    def configure(self, *args, **options):
        self._remember(options)

    config = configure

    def bind(self, event=None, callback=None, *args):
        if callable(callback):
            W.callbacks.append(lambda: callback(Mock("event")))

    def get(self, *args):
        return W.value("widget", "text")

    def mainloop(self, *args):
        pass


def modules():
    fast = {"FastAPI": FastApi, "APIRouter": FastApi, "Request": flask.Request,
            "Response": PlainResponse, "Depends": lambda f=None, **k: f,
            "HTTPException": _FastError, "Query": _default, "Form": _default, "Body": _default,
            "Header": _default, "Cookie": _default, "Path": _default, "File": _default}
    responses = {"HTMLResponse": HtmlResponse, "JSONResponse": JsonResponse,
                 "PlainTextResponse": PlainResponse, "Response": PlainResponse,
                 "RedirectResponse": lambda url="/", *a, **k: flask.redirect(url),
                 "FileResponse": lambda path="", *a, **k: flask.send_file(path)}
    http = {"HttpResponse": HtmlResponse, "JsonResponse": lambda data=None, *a, **k: flask.jsonify(data),
            "HttpResponseRedirect": flask.redirect, "HttpResponseBadRequest": HtmlResponse,
            "HttpResponseNotFound": HtmlResponse, "HttpRequest": flask.Request,
            "Http404": flask.NotFound, "HttpResponseForbidden": HtmlResponse,
            "FileResponse": lambda *a, **k: flask.Response(b"file", mimetype="text/plain")}
    shortcuts = {"render": lambda request=None, name="page.html", context=None, *a, **k:
                 flask.Response(flask.render_template(name, **(context or {}))),
                 "redirect": flask.redirect, "get_object_or_404": Mock("object")}
    app = _BottleApp()
    bottle = {"request": BottleRequest(), "Bottle": flask.Flask, "redirect": flask.redirect,
              "response": flask.Response(), "abort": flask.abort, "run": lambda *a, **k: None,
              "HTTPResponse": flask.Response, "html_escape": flask.escape,
              **{n: getattr(app, n) for n in ("route", "get", "post", "put", "delete")},
              "static_file": lambda name="", root="", **k: flask.send_from_directory(root, name.lstrip("/"))}
    names = ("Tk", "Entry", "Text", "Button", "Label", "StringVar", "Frame", "Toplevel", "Canvas",
             "Menu", "Scrollbar", "Listbox", "Checkbutton", "IntVar", "DoubleVar", "Spinbox",
             "Combobox", "Radiobutton", "Scale")
    widgets = {name: Widget for name in names}
    widgets.update(END="end", INSERT="insert")
    dialogs = {n: lambda *a, **k: W.value("dialog", "text") for n in
               ("askstring", "askopenfilename", "asksaveasfilename")}
    return {
        # Gone from the standard library, but still written.
        "cgi": {"escape": lambda text="", quote=False: html.escape(str(text), quote)},
        "fastapi": fast, "fastapi.responses": responses, "starlette.responses": responses,
        "starlette": {}, "django": {}, "django.http": http, "django.shortcuts": shortcuts,
        "django.utils": {}, "django.utils.html": {"escape": flask.escape, "format_html": _format_html},
        "django.utils.safestring": {"mark_safe": flask.Markup, "SafeString": flask.Markup},
        "django.db.models": {"Model": MockBase}, "bottle": bottle, "sanic": {"Sanic": flask.Flask},
        "tkinter": widgets, "Tkinter": widgets, "tkinter.ttk": widgets, "tkinter.messagebox": {},
        "tkinter.simpledialog": dialogs, "tkinter.filedialog": dialogs,
    }


def _format_html(template="", *args, **kwargs):
    return flask.Markup(template).format(*args, **kwargs)


def _default(value=None, *args, **kwargs):
    return value


class _FastError(flask.HTTPException):
    def __init__(self, status_code=500, detail=None, *args, **kwargs):
        super().__init__(detail)
