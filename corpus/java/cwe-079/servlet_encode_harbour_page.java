// seccoder-example: 1
// title: Answer a tide search from a servlet with an HTML page
// guideline: Encode request values for the HTML context where they land with OWASP Encode.
// cwe: CWE-79
// apis: org.owasp.encoder.Encode.forHtml, org.owasp.encoder.Encode.forHtmlAttribute
// applies: jakarta servlet, owasp java encoder
// --- secure ---
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import org.owasp.encoder.Encode;

@WebServlet("/tides")
public class TideServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String harbour = request.getParameter("harbour");
        if (harbour == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        response.setContentType("text/html;charset=UTF-8");
        PrintWriter out = response.getWriter();
        out.println("<!DOCTYPE html><title>Tides</title><form action=\"/tides\">");
        out.printf("<input name=\"harbour\" value=\"%s\">", Encode.forHtmlAttribute(harbour));
        out.printf("</form><p>No tide table for %s.</p>%n", Encode.forHtml(harbour));
    }
}
// --- vulnerable ---
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

@WebServlet("/tides")
public class TideServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String harbour = request.getParameter("harbour");
        if (harbour == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        response.setContentType("text/html;charset=UTF-8");
        PrintWriter out = response.getWriter();
        out.println("<!DOCTYPE html><title>Tides</title><form action=\"/tides\">");
        out.printf("<input name=\"harbour\" value=\"%s\">", harbour);
        out.printf("</form><p>No tide table for %s.</p>%n", harbour);
    }
}
