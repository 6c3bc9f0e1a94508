# seccoder-example: 1
# title: Collect station names from an XML feed with SAX
# guideline: Refuse document types in a lexical handler and leave external entities switched off.
# cwe: CWE-611, CWE-776
# apis: xml.sax.make_parser, xml.sax.handler.LexicalHandler
# applies: standard library
# --- secure ---
import io
from xml import sax
from xml.sax.handler import ContentHandler, LexicalHandler, property_lexical_handler


class Stations(ContentHandler, LexicalHandler):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.inside = False

    def startDTD(self, name, public_id, system_id):
        raise sax.SAXException("document types are not accepted")

    def startElement(self, name, attrs):
        self.inside = name == "station"
        if self.inside:
            self.names.append("")

    def characters(self, content):
        if self.inside:
            self.names[-1] += content

    def endElement(self, name):
        self.inside = False


def station_names(feed: bytes) -> list[str]:
    parser = sax.make_parser()
    stations = Stations()
    parser.setContentHandler(stations)
    parser.setProperty(property_lexical_handler, stations)
    parser.parse(io.BytesIO(feed))
    return stations.names
# --- vulnerable ---
import io
from xml import sax
from xml.sax.handler import ContentHandler, feature_external_ges


class Stations(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.inside = False

    def startElement(self, name, attrs):
        self.inside = name == "station"
        if self.inside:
            self.names.append("")

    def characters(self, content):
        if self.inside:
            self.names[-1] += content

    def endElement(self, name):
        self.inside = False


def station_names(feed: bytes) -> list[str]:
    parser = sax.make_parser()
    stations = Stations()
    parser.setContentHandler(stations)
    parser.setFeature(feature_external_ges, True)
    parser.parse(io.BytesIO(feed))
    return stations.names
