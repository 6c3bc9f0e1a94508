// seccoder-example: 1
// title: Publish the grades of a course from a Spring service
// guideline: Put @PreAuthorize on service methods and enable method security.
// cwe: CWE-862, CWE-863
// apis: org.springframework.security.access.prepost.PreAuthorize
// applies: spring security, spring jdbc
// --- secure ---
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.parameters.P;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

@Configuration
@EnableMethodSecurity
@EnableTransactionManagement
class ServiceConfiguration {}

@Service("grades")
public class GradeService {
    private final JdbcTemplate jdbc;

    public GradeService(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public boolean teaches(String teacher, long courseId) {
        Integer found = jdbc.queryForObject(
                "SELECT count(*) FROM courses WHERE id = ? AND teacher = ?",
                Integer.class, courseId, teacher);
        return found != null && found > 0;
    }

    @Transactional
    @PreAuthorize("hasRole('TEACHER') and @grades.teaches(authentication.name, #courseId)")
    public void publish(@P("courseId") long courseId) {
        jdbc.update("UPDATE grades SET published = TRUE WHERE course_id = ?", courseId);
    }
}
// --- vulnerable ---
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

@Configuration
@EnableTransactionManagement
class ServiceConfiguration {}

@Service("grades")
public class GradeService {
    private final JdbcTemplate jdbc;

    public GradeService(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public boolean teaches(String teacher, long courseId) {
        Integer found = jdbc.queryForObject(
                "SELECT count(*) FROM courses WHERE id = ? AND teacher = ?",
                Integer.class, courseId, teacher);
        return found != null && found > 0;
    }

    @Transactional
    public void publish(long courseId) {
        jdbc.update("UPDATE grades SET published = TRUE WHERE course_id = ?", courseId);
    }
}
