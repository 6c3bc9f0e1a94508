// seccoder-example: 1
// title: Remember a shopping basket in a cookie from a servlet
// guideline: Set Secure, HttpOnly and SameSite on every cookie that identifies a visitor.
// cwe: CWE-614, CWE-1004
// apis: jakarta.servlet.http.Cookie.setSecure, jakarta.servlet.http.Cookie.setHttpOnly
// applies: jakarta servlet
// --- secure ---
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

public class BasketCookie {
    private static final int MAX_AGE = (int) Duration.ofDays(7).toSeconds();

    private final SecureRandom random = new SecureRandom();

    public String issue(HttpServletResponse response) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Cookie cookie = new Cookie("basket", key);
        cookie.setPath("/");
        cookie.setMaxAge(MAX_AGE);
        cookie.setSecure(true);
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
        return key;
    }
}
// --- vulnerable ---
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

public class BasketCookie {
    private static final int MAX_AGE = (int) Duration.ofDays(7).toSeconds();

    private final SecureRandom random = new SecureRandom();

    public String issue(HttpServletResponse response) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Cookie cookie = new Cookie("basket", key);
        cookie.setPath("/");
        cookie.setMaxAge(MAX_AGE);
        response.addCookie(cookie);
        return key;
    }
}
