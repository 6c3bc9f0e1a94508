// seccoder-example: 1
// title: Read a blueprint by its relative name below a root folder
// guideline: Require that the normalized and the real path both start with the root folder.
// cwe: CWE-22
// apis: java.nio.file.Path.normalize, java.nio.file.Path.toRealPath, java.nio.file.Path.startsWith
// applies: standard library
// --- secure ---
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

public class BlueprintStore {
    private final Path root;

    public BlueprintStore(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    public byte[] read(String name) throws IOException {
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root) || !file.toRealPath().startsWith(root)) {
            throw new NoSuchFileException(name);
        }
        return Files.readAllBytes(file);
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public class BlueprintStore {
    private final Path root;

    public BlueprintStore(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    public byte[] read(String name) throws IOException {
        Path file = root.resolve(name);
        return Files.readAllBytes(file);
    }
}
