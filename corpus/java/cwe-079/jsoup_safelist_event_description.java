// seccoder-example: 1
// title: Prepare the rich text of an event listing for display
// guideline: Pass user HTML through an allow-list sanitizer such as Jsoup.clean before showing it.
// cwe: CWE-79
// apis: org.jsoup.Jsoup.clean, org.jsoup.safety.Safelist.basic
// applies: jsoup
// --- secure ---
import org.jsoup.Jsoup;
import org.jsoup.safety.Safelist;

public final class EventDescription {
    private static final Safelist ALLOWED =
            Safelist.basic().addTags("h3", "h4").removeProtocols("a", "href", "ftp");

    private EventDescription() {}

    public static String toDisplayHtml(String submitted) {
        if (submitted == null || submitted.isBlank()) {
            return "<p>No description yet.</p>";
        }
        return Jsoup.clean(submitted, ALLOWED);
    }
}
// --- vulnerable ---
import java.util.regex.Pattern;

public final class EventDescription {
    private static final Pattern SCRIPT =
            Pattern.compile("<script.*?</script>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private EventDescription() {}

    public static String toDisplayHtml(String submitted) {
        if (submitted == null || submitted.isBlank()) {
            return "<p>No description yet.</p>";
        }
        return SCRIPT.matcher(submitted).replaceAll("");
    }
}
