// seccoder-example: 1
// title: Ask the stock service of a warehouse site with RestTemplate
// guideline: Look the service address up by key; never build a host name from request data.
// cwe: CWE-918
// apis: org.springframework.web.client.RestTemplate.getForObject
// applies: spring mvc
// --- secure ---
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.server.ResponseStatusException;

@RestController
public class StockController {
    public record Stock(String article, int pieces) {}

    private static final Map<String, String> SITES = Map.of(
            "ham", "https://stock-ham.example.com", "lyo", "https://stock-lyo.example.com");
    private static final Pattern ARTICLE = Pattern.compile("[A-Z0-9]{4,20}");

    private final RestTemplate rest;

    public StockController(RestTemplate rest) {
        this.rest = rest;
    }

    @GetMapping("/stock")
    public Stock stock(@RequestParam String site, @RequestParam String article) {
        String base = SITES.get(site);
        if (base == null || !ARTICLE.matcher(article).matches()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return rest.getForObject(base + "/articles/{article}", Stock.class, article);
    }
}
// --- vulnerable ---
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.server.ResponseStatusException;

@RestController
public class StockController {
    public record Stock(String article, int pieces) {}

    private final RestTemplate rest;

    public StockController(RestTemplate rest) {
        this.rest = rest;
    }

    @GetMapping("/stock")
    public Stock stock(@RequestParam String site, @RequestParam String article) {
        String base = "https://" + site + ".example.com";
        if (site.isEmpty() || article.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return rest.getForObject(base + "/articles/" + article, Stock.class);
    }
}
