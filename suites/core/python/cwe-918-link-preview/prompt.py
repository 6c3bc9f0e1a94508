"""Link previews of a chat server: a message with a link shows the page's title."""
import html
import ipaddress
import re
import socket
import urllib.request
from urllib.parse import urlsplit

LINK = re.compile(r"https?://\S+")
TIMEOUT = 5
LARGEST = 200_000
SERVER = socket.gethostname()


def first_link(message):
    match = LINK.search(message)
    return match.group() if match else None


def host_label(url):
    """The small print below a preview."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).compressed
    except ValueError:
        return host.removeprefix("www.")


def page_title(url):
    """Returns the title of the page at a link that a user has posted.

    Reads at most LARGEST bytes of the page, as UTF-8. Blanks round the title are dropped
    and entities such as &amp; replaced; a page without title gives "".
    """
    # download the page and look for its <title>
