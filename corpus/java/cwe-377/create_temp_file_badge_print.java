// seccoder-example: 1
// title: Stage a visitor badge in a temporary file for printing
// guideline: Create scratch files with Files.createTempFile, which picks a private, unused name.
// cwe: CWE-377, CWE-379
// apis: java.nio.file.Files.createTempFile
// applies: standard library
// --- secure ---
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

public class BadgePrinter {
    private final Consumer<Path> printer;

    public BadgePrinter(Consumer<Path> printer) {
        this.printer = printer;
    }

    public void print(int visitorId, byte[] badgePdf) throws IOException {
        Path badge = Files.createTempFile("badge-" + visitorId + "-", ".pdf");
        try {
            Files.write(badge, badgePdf);
            printer.accept(badge);
        } finally {
            Files.deleteIfExists(badge);
        }
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

public class BadgePrinter {
    private final Consumer<Path> printer;

    public BadgePrinter(Consumer<Path> printer) {
        this.printer = printer;
    }

    public void print(int visitorId, byte[] badgePdf) throws IOException {
        Path badge = Path.of("/tmp/badge-" + visitorId + ".pdf");
        try {
            Files.write(badge, badgePdf);
            printer.accept(badge);
        } finally {
            Files.deleteIfExists(badge);
        }
    }
}
