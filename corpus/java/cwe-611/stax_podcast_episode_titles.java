// seccoder-example: 1
// title: Collect all titles in a podcast feed with StAX
// guideline: Switch off DTDs and external entities on XMLInputFactory for foreign XML.
// cwe: CWE-611, CWE-776
// apis: javax.xml.stream.XMLInputFactory.setProperty
// applies: standard library
// --- secure ---
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

public class PodcastFeed {
    private final XMLInputFactory factory;

    public PodcastFeed() {
        factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    public List<String> titles(InputStream feed) throws XMLStreamException {
        List<String> titles = new ArrayList<>();
        XMLStreamReader reader = factory.createXMLStreamReader(feed);
        try {
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("title")) {
                    titles.add(reader.getElementText());
                }
            }
        } finally {
            reader.close();
        }
        return titles;
    }
}
// --- vulnerable ---
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

public class PodcastFeed {
    private final XMLInputFactory factory;

    public PodcastFeed() {
        factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    public List<String> titles(InputStream feed) throws XMLStreamException {
        List<String> titles = new ArrayList<>();
        XMLStreamReader reader = factory.createXMLStreamReader(feed);
        try {
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("title")) {
                    titles.add(reader.getElementText());
                }
            }
        } finally {
            reader.close();
        }
        return titles;
    }
}
