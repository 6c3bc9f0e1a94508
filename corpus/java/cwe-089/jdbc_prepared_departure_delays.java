// seccoder-example: 1
// title: List the delayed departures of an airport with JDBC
// guideline: Bind values with PreparedStatement setters; never concatenate them into SQL.
// cwe: CWE-89
// apis: java.sql.Connection.prepareStatement, java.sql.PreparedStatement.setString
// applies: JDBC, standard library
// --- secure ---
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

public class DepartureBoard {
    public record Delay(String flight, int minutes) {}

    private final DataSource dataSource;

    public DepartureBoard(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public List<Delay> delaysAt(String airport, int atLeast) throws SQLException {
        String sql = "SELECT flight, delay FROM departures WHERE airport = ? AND delay >= ?";
        List<Delay> delays = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, airport);
            statement.setInt(2, atLeast);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    delays.add(new Delay(rows.getString("flight"), rows.getInt("delay")));
                }
            }
        }
        return delays;
    }
}
// --- vulnerable ---
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

public class DepartureBoard {
    public record Delay(String flight, int minutes) {}

    private final DataSource dataSource;

    public DepartureBoard(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public List<Delay> delaysAt(String airport, int atLeast) throws SQLException {
        String sql = "SELECT flight, delay FROM departures WHERE airport = '" + airport
                + "' AND delay >= " + atLeast;
        List<Delay> delays = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                delays.add(new Delay(rows.getString("flight"), rows.getInt("delay")));
            }
        }
        return delays;
    }
}
