// seccoder-example: 1
// title: Return to the same page after switching the colour theme
// guideline: Redirect only to local paths that a strict pattern accepts; otherwise to the start page.
// cwe: CWE-601
// apis: org.springframework.http.ResponseEntity.HeadersBuilder.location, java.util.regex.Matcher.matches
// applies: spring mvc
// --- secure ---
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class ThemeController {
    private static final Set<String> THEMES = Set.of("light", "dark");
    private static final Pattern LOCAL_PATH = Pattern.compile("/([\\w-][\\w/-]{0,200})?");

    @PostMapping("/theme")
    public ResponseEntity<Void> choose(@RequestParam String theme, @RequestParam String page) {
        if (!THEMES.contains(theme)) {
            return ResponseEntity.badRequest().build();
        }
        String target = LOCAL_PATH.matcher(page).matches() ? page : "/";
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Set-Cookie", "theme=" + theme + "; Path=/; Secure; HttpOnly; SameSite=Lax")
                .location(URI.create(target))
                .build();
    }
}
// --- vulnerable ---
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class ThemeController {
    private static final Set<String> THEMES = Set.of("light", "dark");

    @PostMapping("/theme")
    public ResponseEntity<Void> choose(@RequestParam String theme, @RequestParam String page) {
        if (!THEMES.contains(theme)) {
            return ResponseEntity.badRequest().build();
        }
        String target = page.isEmpty() ? "/" : page;
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Set-Cookie", "theme=" + theme + "; Path=/; Secure; HttpOnly; SameSite=Lax")
                .location(URI.create(target))
                .build();
    }
}
