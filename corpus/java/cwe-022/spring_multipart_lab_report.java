// seccoder-example: 1
// title: Receive a lab report as a multipart upload in Spring MVC
// guideline: Store an upload under a name made by the server, never under the client's file name.
// cwe: CWE-22
// apis: org.springframework.web.multipart.MultipartFile.getInputStream, java.util.UUID.randomUUID
// applies: spring mvc
// --- secure ---
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
public class LabReportController {
    private static final long MAX_BYTES = 10L << 20;

    private final Path inbox;

    public LabReportController(@Value("${lab.inbox}") Path inbox) {
        this.inbox = inbox;
    }

    @PostMapping("/lab-reports")
    public ResponseEntity<String> receive(@RequestParam("report") MultipartFile report)
            throws IOException {
        if (report.isEmpty() || report.getSize() > MAX_BYTES) {
            return ResponseEntity.badRequest().body("report missing or too large");
        }
        String name = UUID.randomUUID() + ".report";
        try (InputStream in = report.getInputStream()) {
            Files.copy(in, inbox.resolve(name));
        }
        return ResponseEntity.ok(name);
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
public class LabReportController {
    private static final long MAX_BYTES = 10L << 20;

    private final Path inbox;

    public LabReportController(@Value("${lab.inbox}") Path inbox) {
        this.inbox = inbox;
    }

    @PostMapping("/lab-reports")
    public ResponseEntity<String> receive(@RequestParam("report") MultipartFile report)
            throws IOException {
        if (report.isEmpty() || report.getSize() > MAX_BYTES) {
            return ResponseEntity.badRequest().body("report missing or too large");
        }
        String name = report.getOriginalFilename();
        try (InputStream in = report.getInputStream()) {
            Files.copy(in, inbox.resolve(name));
        }
        return ResponseEntity.ok(name);
    }
}
