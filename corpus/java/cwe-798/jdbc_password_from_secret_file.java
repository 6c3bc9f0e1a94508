// seccoder-example: 1
// title: Open a JDBC connection to the film archive database
// guideline: Read passwords at run time from a mounted secret; keep them out of the source.
// cwe: CWE-798
// apis: java.sql.DriverManager.getConnection, java.nio.file.Files.readString
// applies: JDBC, postgresql
// --- secure ---
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

public final class FilmArchive {
    private static final String URL = "jdbc:postgresql://db.example.com/films";
    private static final Path PASSWORD_FILE = Path.of("/run/secrets/films_db_password");

    private FilmArchive() {}

    public static Connection open() throws IOException, SQLException {
        Properties login = new Properties();
        login.setProperty("user", "films");
        login.setProperty("password", Files.readString(PASSWORD_FILE).strip());
        login.setProperty("sslmode", "verify-full");
        login.setProperty("connectTimeout", "5");
        return DriverManager.getConnection(URL, login);
    }
}
// --- vulnerable ---
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

public final class FilmArchive {
    private static final String URL = "jdbc:postgresql://db.example.com/films";
    private static final String PASSWORD = "change-me";

    private FilmArchive() {}

    public static Connection open() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", "films");
        login.setProperty("password", PASSWORD);
        login.setProperty("sslmode", "verify-full");
        login.setProperty("connectTimeout", "5");
        return DriverManager.getConnection(URL, login);
    }
}
