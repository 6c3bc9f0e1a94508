// seccoder-example: 1
// title: Look up the allergens of a canteen dish with XPath
// guideline: Pass values into XPath as variables through an XPathVariableResolver.
// cwe: CWE-643
// apis: javax.xml.xpath.XPath.setXPathVariableResolver, javax.xml.xpath.XPath.evaluate
// applies: standard library
// --- secure ---
import java.util.Map;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;

public class CanteenMenu {
    private final Document menu;

    public CanteenMenu(Document menu) {
        this.menu = menu;
    }

    public synchronized String allergens(String dish) throws XPathExpressionException {
        XPath xpath = XPathFactory.newInstance().newXPath();
        Map<String, String> variables = Map.of("dish", dish);
        xpath.setXPathVariableResolver(name -> variables.get(name.getLocalPart()));
        return xpath.evaluate("/menu/dish[@name = $dish]/allergens", menu);
    }
}
// --- vulnerable ---
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;

public class CanteenMenu {
    private final Document menu;

    public CanteenMenu(Document menu) {
        this.menu = menu;
    }

    public synchronized String allergens(String dish) throws XPathExpressionException {
        XPath xpath = XPathFactory.newInstance().newXPath();
        return xpath.evaluate("/menu/dish[@name = '" + dish + "']/allergens", menu);
    }
}
