// seccoder-example: 1
// title: Order race results by a requested column with JdbcTemplate
// guideline: Check a requested sort column against a fixed set; identifiers cannot be bound.
// cwe: CWE-89
// apis: org.springframework.jdbc.core.JdbcTemplate.query
// applies: spring jdbc
// --- secure ---
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
public class RaceResults {
    public record Result(int bib, String runner, long millis) {}

    private static final Set<String> SORTABLE = Set.of("bib", "runner", "finish_ms");

    private final JdbcTemplate jdbc;

    public RaceResults(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<Result> list(long raceId, String sort, boolean descending) {
        if (!SORTABLE.contains(sort)) {
            throw new IllegalArgumentException("unknown sort column");
        }
        String order = sort + (descending ? " DESC" : " ASC");
        return jdbc.query(
                "SELECT bib, runner, finish_ms FROM results WHERE race_id = ? ORDER BY " + order,
                (row, index) -> new Result(
                        row.getInt("bib"), row.getString("runner"), row.getLong("finish_ms")),
                raceId);
    }
}
// --- vulnerable ---
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
public class RaceResults {
    public record Result(int bib, String runner, long millis) {}

    private final JdbcTemplate jdbc;

    public RaceResults(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<Result> list(long raceId, String sort, boolean descending) {
        String order = sort + (descending ? " DESC" : " ASC");
        return jdbc.query(
                "SELECT bib, runner, finish_ms FROM results WHERE race_id = ? ORDER BY " + order,
                (row, index) -> new Result(
                        row.getInt("bib"), row.getString("runner"), row.getLong("finish_ms")),
                raceId);
    }
}
