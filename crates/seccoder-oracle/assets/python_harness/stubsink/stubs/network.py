"""HTTP clients and sockets: nothing is sent; a chosen host is a sink."""

import http.client
import json
import socket
import urllib.parse
import urllib.request

from .. import judge
from ..mock import Mock
from ..state import W


def check_url(url):
    """The request sink: the payload must not choose the host."""
    url = getattr(url, "full_url", url)
    if isinstance(url, bytes):
        url = url.decode("utf-8", "replace")
    if isinstance(url, str) and W.sink("fetch"):
        if judge.host_taken(url) or url.startswith("file://"):
            W.hit("fetch", "request-forgery", "an input chooses the host that is asked")


class Reply(Mock):
    """An HTTP reply."""

    def __init__(self, *args):
        super().__init__("reply")
        for name, value in {"status_code": 200, "status": 200, "code": 200, "ok": True,
                            "text": "reply", "content": b"reply", "headers": {}, "reason": "OK",
                            "read": lambda *a: b"reply", "json": lambda **k: {"name": "stored"},
                            "getcode": lambda: 200, "raise_for_status": lambda: None}.items():
            object.__setattr__(self, name, value)


def fetch(url="", *args, **kwargs):
    check_url(kwargs.get("url", url))
    return Reply()


def fetch_by_method(method="GET", url="", *args, **kwargs):
    return fetch(kwargs.get("url", url))


class Client(Mock):
    """A session or pool with the same functions."""

    def __init__(self, *args, **kwargs):
        super().__init__("client")
        for name in ("get", "post", "put", "delete", "head", "patch", "options", "open"):
            object.__setattr__(self, name, fetch)
        object.__setattr__(self, "request", fetch_by_method)


class Socket(Mock):
    """A socket whose peer is untrusted."""

    def __init__(self, *args, **kwargs):
        super().__init__("socket")

    def recv(self, *args):
        return W.value("socket", "recv").encode()

    def recvfrom(self, *args):
        return self.recv(), ("127.0.0.1", 4000)

    def accept(self):
        return Socket(), ("127.0.0.1", 4000)

    def makefile(self, *args, **kwargs):
        return Mock("socket file")


def _connection(host="", *args, **kwargs):
    check_url("http://" + str(host))
    return Client()


def _address(host=""):
    """The payload's host has an address inside the network."""
    return "10.0.0.7" if judge.HOST_MARK in str(host) else "93.184.216.34"


def patch():
    """Replaces the standard library's clients, in place."""
    urllib.request.urlopen = fetch
    urllib.request.urlretrieve = lambda url="", *a, **k: (fetch(url), {})
    urllib.request.build_opener = lambda *a, **k: Client()
    http.client.HTTPConnection = http.client.HTTPSConnection = _connection
    socket.socket = Socket
    socket.create_connection = lambda *a, **k: Socket()
    socket.gethostbyname = _address
    socket.getaddrinfo = lambda host="", *a, **k: [(2, 1, 6, "", (_address(host), 80))]
    real_loads = json.loads

    def loads(text="", *args, **kwargs):
        """A body that is not JSON in this run is taken for an object full of inputs."""
        from .flask import Json

        try:
            return real_loads(text, *args, **kwargs)
        except ValueError:
            if is_input(text):
                return Json()
            raise

    json.loads = loads
    real_parse = urllib.parse.parse_qs

    def parse_qs(text="", *args, **kwargs):
        """A query string that is an input is full of inputs as well."""
        from .flask import QueryLists

        return QueryLists("query") if is_input(text) else real_parse(text, *args, **kwargs)

    urllib.parse.parse_qs = parse_qs
    urllib.parse.parse_qsl = lambda text="", *a, **k: list(
        (name, values[0]) for name, values in parse_qs(text, *a, **k).items()
    )


def is_input(text):
    """Whether a text is the whole of an input of this run."""
    if isinstance(text, (bytes, bytearray)):
        text = text.decode("utf-8", "replace")
    return text in W.inputs.values() or (W.payload is not None and text == W.payload.text)


def modules():
    functions = {n: fetch for n in ("get", "post", "put", "delete", "head", "patch", "options")}
    requests = {**functions, "request": fetch_by_method, "Session": Client, "session": Client,
                "exceptions": _Exceptions("exceptions"), "RequestException": RequestException}
    httpx = {**requests, "Client": Client, "AsyncClient": Client}
    return {
        "requests": requests,
        "requests.exceptions": {n: RequestException for n in _NAMES},
        "httpx": httpx,
        "urllib2": {"urlopen": fetch, "Request": lambda url="", *a, **k: url},
        "urllib3": {"PoolManager": lambda *a, **k: _Pool()},
    }


class RequestException(Exception):
    """Nothing raises it here."""


_NAMES = ("RequestException", "ConnectionError", "HTTPError", "Timeout", "MissingSchema",
          "InvalidURL", "TooManyRedirects", "ConnectTimeout", "ReadTimeout", "InvalidSchema")


class _Exceptions(Mock):
    def __getattr__(self, name):
        if name in _NAMES:
            return RequestException
        return super().__getattr__(name)


class _Pool(Client):
    def __init__(self):
        super().__init__()
