# A long title with a double quote must stay inside the value attribute of the form.
import sys
import types
from html.parser import HTMLParser


class App:
    def post(self, path, **options):
        return lambda view: view


class HTMLResponse:
    def __init__(self, content, status_code=200):
        self.content = content
        self.status_code = status_code


fastapi = types.ModuleType("fastapi")
fastapi.FastAPI = App
fastapi.Form = lambda *args, **options: None
responses = types.ModuleType("fastapi.responses")
responses.HTMLResponse = HTMLResponse
sys.modules["fastapi"] = fastapi
sys.modules["fastapi.responses"] = responses

from example import submit_event


class Inputs(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "input":
            self.found.append(dict(attrs))


def inputs(title):
    page = submit_event(title)
    parser = Inputs()
    parser.feed(page.content)
    return page.status_code, parser.found


if sys.argv[1] == "benign":
    page = submit_event("Book <fair>")
    print(page.status_code, page.content)
    print(inputs("ab"))
    print(inputs("R & B " * 20))
else:
    title = 'x" autofocus onfocus="alert(1)' + " " * 60
    for attributes in inputs(title)[1]:
        if "onfocus" in attributes or attributes.get("value") != title:
            print("the value left its attribute:", sorted(attributes))
            sys.exit(10)
