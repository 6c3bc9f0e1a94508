// seccoder-example: 1
// title: Count the waiting uploads in a spool folder
// guideline: Close the directory stream of Files.list with try-with-resources.
// cwe: CWE-772, CWE-404
// apis: java.nio.file.Files.list
// applies: standard library
// --- secure ---
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

public class UploadSpool {
    private final Path folder;

    public UploadSpool(Path folder) {
        this.folder = folder;
    }

    public long waiting() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.toString().endsWith(".part")).count();
        }
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public class UploadSpool {
    private final Path folder;

    public UploadSpool(Path folder) {
        this.folder = folder;
    }

    public long waiting() throws IOException {
        return Files.list(folder)
                .filter(entry -> entry.toString().endsWith(".part"))
                .count();
    }
}
