// seccoder-example: 1
// title: Read the name and length of a GPX track
// guideline: Forbid DOCTYPE declarations in DocumentBuilderFactory before parsing foreign XML.
// cwe: CWE-611, CWE-776
// apis: javax.xml.parsers.DocumentBuilderFactory.setFeature
// applies: standard library
// --- secure ---
import java.io.IOException;
import java.io.InputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

public record GpxTrack(String name, int points) {
    public static GpxTrack parse(InputStream gpx)
            throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        Document document = factory.newDocumentBuilder().parse(gpx);
        NodeList names = document.getElementsByTagName("name");
        String name = names.getLength() > 0 ? names.item(0).getTextContent() : "unnamed";
        return new GpxTrack(name, document.getElementsByTagName("trkpt").getLength());
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.io.InputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

public record GpxTrack(String name, int points) {
    public static GpxTrack parse(InputStream gpx)
            throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        Document document = factory.newDocumentBuilder().parse(gpx);
        NodeList names = document.getElementsByTagName("name");
        String name = names.getLength() > 0 ? names.item(0).getTextContent() : "unnamed";
        return new GpxTrack(name, document.getElementsByTagName("trkpt").getLength());
    }
}
