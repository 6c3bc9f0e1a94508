// seccoder-example: 1
// title: Render a school notice with a Thymeleaf template
// guideline: Output values with th:text, which escapes them; keep th:utext for trusted markup.
// cwe: CWE-79
// apis: org.thymeleaf.TemplateEngine.process, org.thymeleaf.context.Context.setVariable
// applies: thymeleaf
// --- secure ---
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.StringTemplateResolver;

public class NoticeBoard {
    private static final String NOTICE = """
            <article>
              <h2 th:text="${heading}">Heading</h2>
              <p th:text="${message}">Message</p>
              <footer>Posted by <span th:text="${author}">Author</span></footer>
            </article>
            """;

    private final TemplateEngine engine = new TemplateEngine();

    public NoticeBoard() {
        StringTemplateResolver resolver = new StringTemplateResolver();
        resolver.setTemplateMode(TemplateMode.HTML);
        engine.setTemplateResolver(resolver);
    }

    public String render(String heading, String message, String author) {
        Context context = new Context();
        context.setVariable("heading", heading);
        context.setVariable("message", message);
        context.setVariable("author", author);
        return engine.process(NOTICE, context);
    }
}
// --- vulnerable ---
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.StringTemplateResolver;

public class NoticeBoard {
    private static final String NOTICE = """
            <article>
              <h2 th:text="${heading}">Heading</h2>
              <p th:utext="${message}">Message</p>
              <footer>Posted by <span th:text="${author}">Author</span></footer>
            </article>
            """;

    private final TemplateEngine engine = new TemplateEngine();

    public NoticeBoard() {
        StringTemplateResolver resolver = new StringTemplateResolver();
        resolver.setTemplateMode(TemplateMode.HTML);
        engine.setTemplateResolver(resolver);
    }

    public String render(String heading, String message, String author) {
        Context context = new Context();
        context.setVariable("heading", heading);
        context.setVariable("message", message);
        context.setVariable("author", author);
        return engine.process(NOTICE, context);
    }
}
