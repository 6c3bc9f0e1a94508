// seccoder-example: 1
// title: Answer a database failure of a timetable servlet
// guideline: Log exceptions on the server and answer with a fixed message and a reference only.
// cwe: CWE-209
// apis: jakarta.servlet.http.HttpServletResponse.sendError, org.slf4j.Logger.error
// applies: jakarta servlet, slf4j, JDBC
// --- secure ---
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class NextTramServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(NextTramServlet.class);

    private final transient DataSource timetable;

    public NextTramServlet(DataSource timetable) {
        this.timetable = timetable;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        try (Connection connection = timetable.getConnection();
                PreparedStatement next = connection.prepareStatement(
                        "SELECT departs FROM trams WHERE departs > CURRENT_TIME"
                                + " ORDER BY departs FETCH FIRST 1 ROW ONLY");
                ResultSet row = next.executeQuery()) {
            response.getWriter().println(row.next() ? row.getString(1) : "none");
        } catch (SQLException e) {
            String reference = UUID.randomUUID().toString();
            LOG.error("timetable query failed, reference {}", reference, e);
            response.sendError(500, "Timetable not available, reference " + reference);
        }
    }
}
// --- vulnerable ---
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class NextTramServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(NextTramServlet.class);

    private final transient DataSource timetable;

    public NextTramServlet(DataSource timetable) {
        this.timetable = timetable;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        try (Connection connection = timetable.getConnection();
                PreparedStatement next = connection.prepareStatement(
                        "SELECT departs FROM trams WHERE departs > CURRENT_TIME"
                                + " ORDER BY departs FETCH FIRST 1 ROW ONLY");
                ResultSet row = next.executeQuery()) {
            response.getWriter().println(row.next() ? row.getString(1) : "none");
        } catch (SQLException e) {
            LOG.error("timetable query failed");
            response.setStatus(500);
            e.printStackTrace(response.getWriter());
        }
    }
}
