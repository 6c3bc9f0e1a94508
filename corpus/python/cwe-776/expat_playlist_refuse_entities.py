# seccoder-example: 1
# title: Read the track titles of an XML playlist with expat
# guideline: Refuse entity declarations in foreign XML before any of them can be expanded.
# cwe: CWE-776
# apis: xml.parsers.expat.ParserCreate, xml.parsers.expat.XMLParserType.EntityDeclHandler
# applies: standard library
# --- secure ---
from xml.parsers import expat


def track_titles(playlist: bytes) -> list[str]:
    titles: list[str] = []
    stack: list[str] = []

    def start(name, attributes):
        stack.append(name)
        if name == "title":
            titles.append("")

    def text(data):
        if stack[-1] == "title":
            titles[-1] += data

    def refuse(*declaration):
        raise ValueError("entity declarations are not accepted")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: stack.pop()
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    parser.Parse(playlist, True)
    return titles
# --- vulnerable ---
from xml.parsers import expat


def track_titles(playlist: bytes) -> list[str]:
    titles: list[str] = []
    stack: list[str] = []

    def start(name, attributes):
        stack.append(name)
        if name == "title":
            titles.append("")

    def text(data):
        if stack[-1] == "title":
            titles[-1] += data

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: stack.pop()
    parser.CharacterDataHandler = text
    parser.Parse(playlist, True)
    return titles
