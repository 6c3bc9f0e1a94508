# A link with a script scheme must not become an href.
import sys
from html.parser import HTMLParser

from example import website_link


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.targets = []

    def handle_starttag(self, tag, attrs):
        self.targets += [value for name, value in attrs if name == "href"]


def targets(url):
    parser = Links()
    parser.feed(website_link(url, "my <site>"))
    return parser.targets


if sys.argv[1] == "benign":
    print(website_link("https://example.org/?a=1&b=2", "A & B"))
    print(website_link("http://example.org", 'say "hi"'))
    print(website_link("", "nothing"))
else:
    for url in ("javascript:alert(1)", "JavaScript://x/%0aalert(1)", "\tjava\nscript:alert(1)"):
        for target in targets(url):
            # Browsers drop tabs and line ends before they read the scheme.
            plain = "".join(c for c in target if c not in "\t\r\n").strip().lower()
            if plain.startswith("javascript:"):
                print("the link runs a script:", ascii(target))
                sys.exit(10)
