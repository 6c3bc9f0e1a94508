// seccoder-example: 1
// title: Register a library member with a hashed password in Spring
// guideline: Hash passwords with BCryptPasswordEncoder, which salts and is slow on purpose.
// cwe: CWE-916, CWE-328
// apis: org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.encode
// applies: spring security, spring jdbc
// --- secure ---
import java.nio.charset.StandardCharsets;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

@Service
public class MemberSignUp {
    private final JdbcTemplate jdbc;
    private final PasswordEncoder encoder = new BCryptPasswordEncoder(12);

    public MemberSignUp(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void register(String cardNumber, String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (password.length() < 10 || bytes.length > 72) {
            throw new IllegalArgumentException("password too short or too long");
        }
        jdbc.update(
                "INSERT INTO members (card_number, password_hash) VALUES (?, ?)",
                cardNumber,
                encoder.encode(password));
    }
}
// --- vulnerable ---
import java.nio.charset.StandardCharsets;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.util.DigestUtils;

@Service
public class MemberSignUp {
    private final JdbcTemplate jdbc;

    public MemberSignUp(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void register(String cardNumber, String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (password.length() < 10 || bytes.length > 72) {
            throw new IllegalArgumentException("password too short or too long");
        }
        jdbc.update(
                "INSERT INTO members (card_number, password_hash) VALUES (?, ?)",
                cardNumber,
                DigestUtils.md5DigestAsHex(bytes));
    }
}
