// seccoder-example: 1
// title: Accept a subtitle file for a film in a servlet
// guideline: Allow listed file types only and store uploads outside the web root with a new name.
// cwe: CWE-434, CWE-22
// apis: jakarta.servlet.http.HttpServletRequest.getPart, jakarta.servlet.http.Part.getInputStream
// applies: jakarta servlet
// --- secure ---
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

@WebServlet("/subtitles")
@MultipartConfig(maxFileSize = 1 << 20, maxRequestSize = 2 << 20)
public class SubtitleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> TYPES = Set.of("srt", "vtt");
    private static final Path STORE = Path.of("/var/lib/cinema/subtitles");

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Part part = request.getPart("subtitle");
        String name = part == null ? null : part.getSubmittedFileName();
        String type = name == null ? "" : name.substring(name.lastIndexOf('.') + 1);
        if (!TYPES.contains(type)) {
            response.sendError(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        String stored = UUID.randomUUID() + "." + type;
        try (InputStream in = part.getInputStream()) {
            Files.copy(in, STORE.resolve(stored));
        }
        response.setStatus(HttpServletResponse.SC_CREATED);
    }
}
// --- vulnerable ---
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

@WebServlet("/subtitles")
@MultipartConfig(maxFileSize = 1 << 20, maxRequestSize = 2 << 20)
public class SubtitleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Path STORE = Path.of("/srv/tomcat/webapps/cinema/subtitles");

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Part part = request.getPart("subtitle");
        String name = part == null ? null : part.getSubmittedFileName();
        String type = name == null ? "" : name.substring(name.lastIndexOf('.') + 1);
        if (type.isEmpty()) {
            response.sendError(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        String stored = UUID.randomUUID() + "." + type;
        try (InputStream in = part.getInputStream()) {
            Files.copy(in, STORE.resolve(stored));
        }
        response.setStatus(HttpServletResponse.SC_CREATED);
    }
}
