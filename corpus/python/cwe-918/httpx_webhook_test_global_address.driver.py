# A webhook address must not lead to a server of the own network, nor change after the check.
# The client here resolves the host it is given and records the address it connects to.
import asyncio
import socket
import sys
import types
from urllib.parse import urlsplit, urlunsplit

NAMES = {
    "hooks.partner.example": ["9.9.9.9"],
    "intranet.example": ["10.0.0.5"],
    "turning.example": ["9.9.9.9", "127.0.0.1"],
}
connected = []


def resolve(host, port, family=0, type=0, proto=0, flags=0):
    if host.replace(".", "").isdigit():
        address = host
    elif host in NAMES:
        address = NAMES[host][0]
        NAMES[host] = NAMES[host][1:] or NAMES[host]
    else:
        raise socket.gaierror("unknown name")
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


class InvalidURL(Exception):
    pass


class URL:
    def __init__(self, text):
        self.parts = urlsplit(text)
        if not self.parts.hostname:
            raise InvalidURL
        self.scheme, self.port, self.userinfo = self.parts.scheme, self.parts.port, b""
        self.host = self.parts.hostname
        self.raw_host = self.host.encode()

    def copy_with(self, host):
        return URL(urlunsplit(self.parts._replace(netloc=host)))


class Client:
    def __init__(self, **options):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        pass

    def stream(self, method, url, json, headers=None, extensions=None):
        connected.append(socket.getaddrinfo(url.host, 443)[0][4][0])
        answer = Client()
        answer.status_code = 204
        return answer


class App:
    def post(self, path):
        return lambda view: view


class Refused(Exception):
    pass


socket.getaddrinfo = resolve
sys.modules["httpx"] = types.SimpleNamespace(
    URL=URL, AsyncClient=Client, InvalidURL=InvalidURL, HTTPError=ConnectionError
)
sys.modules["fastapi"] = types.SimpleNamespace(
    Body=lambda **options: None, FastAPI=App, HTTPException=Refused
)

import example


def send(target):
    try:
        return asyncio.run(example.test_webhook(target))
    except Refused as refused:
        return refused.args


if sys.argv[1] == "benign":
    print(send("https://hooks.partner.example/in?key=1"), connected)
    print(send("http://hooks.partner.example/in"), send("nothing"), connected)
else:
    for host in ("intranet.example", "169.254.169.254", "turning.example", "turning.example"):
        send(f"https://{host}/")
    private = [address for address in connected if address != "9.9.9.9"]
    if private:
        print("connected to these addresses:", *private)
        sys.exit(10)
