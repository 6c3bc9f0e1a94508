// seccoder-example: 1
// title: Find which of many number plates are parked with Spring JDBC
// guideline: Pass a collection as one named parameter; Spring expands it into bound placeholders.
// cwe: CWE-89
// apis: org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate.query
// applies: spring jdbc
// --- secure ---
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
public class ParkingRepository {
    public record Parked(String plate, int bay) {}

    private final NamedParameterJdbcTemplate jdbc;

    public ParkingRepository(NamedParameterJdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<Parked> findParked(List<String> plates) {
        if (plates.isEmpty()) {
            return List.of();
        }
        return jdbc.query(
                "SELECT plate, bay FROM parked WHERE plate IN (:plates)",
                Map.of("plates", plates),
                (row, index) -> new Parked(row.getString("plate"), row.getInt("bay")));
    }
}
// --- vulnerable ---
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
public class ParkingRepository {
    public record Parked(String plate, int bay) {}

    private final JdbcTemplate jdbc;

    public ParkingRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<Parked> findParked(List<String> plates) {
        if (plates.isEmpty()) {
            return List.of();
        }
        return jdbc.query(
                "SELECT plate, bay FROM parked WHERE plate IN ('"
                        + String.join("','", plates) + "')",
                (row, index) -> new Parked(row.getString("plate"), row.getInt("bay")));
    }
}
