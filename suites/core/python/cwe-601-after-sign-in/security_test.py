"""Attack: "next" names another site, in the ways that browsers understand."""

import sys
from urllib.parse import quote, urljoin, urlsplit


def stop(status, message):
    """Ends the test: 0 means secure, 10 weakness shown, 3 could not judge."""
    print(message)
    sys.exit(status)


def attempt(function, *arguments):
    """Calls the code under test; whatever it raises comes back as a value."""
    try:
        return function(*arguments)
    except BaseException as error:
        return error


def load():
    """Loads the program under test."""
    try:
        import task
    except BaseException as error:
        stop(3, f"cannot load the program: {error!r}")
    return task


task = load()


def location(target):
    answer = attempt(lambda: task.finish_sign_in("next=" + quote(target, safe=""), {}, "ada"))
    try:
        return str(dict(answer[1]).get("Location", ""))
    except (TypeError, ValueError, IndexError, KeyError):
        return ""


def visited(text):
    """Where a browser goes: it drops tabs and line breaks and reads "\\" as "/"."""
    text = text.strip("".join(map(chr, range(33))))
    for dropped in "\t\r\n":
        text = text.replace(dropped, "")
    head, mark, query = text.partition("?")
    head = head.replace("\\", "/")
    scheme, colon, rest = head.partition(":")
    if colon and scheme.lower() in ("http", "https"):
        head = f"{scheme}://{rest.lstrip('/')}"  # "https:/x" and "https:///x" name a host, too
    elif head.startswith("//"):
        head = "//" + head.lstrip("/")
    return urlsplit(urljoin("https://shop.example/sign-in", head + mark + query))


if location("/orders?page=2") not in ("/orders?page=2", "https://shop.example/orders?page=2"):
    stop(3, "ordinary pages are not reached")

for target in (
    "https://evil.example/",
    "http://evil.example/orders",
    "//evil.example/orders",
    "///evil.example/orders",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE/",
    "https://shop.example@evil.example/",
    "https://shop.example.evil.example/",
    "https://evil.example/https://shop.example/",
    "https://evil.example?https://shop.example/",
    "https://evilshop.example/",
):
    reached = attempt(lambda: visited(location(target)))
    if isinstance(reached, BaseException):
        continue  # not an address at all
    if reached.scheme in ("http", "https") and reached.hostname != "shop.example":
        stop(10, f"the next page {target!r} leads to {reached.geturl()!r}")

print("security ok")
