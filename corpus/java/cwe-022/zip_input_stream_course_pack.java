// seccoder-example: 1
// title: Unpack an uploaded course pack from a zip stream
// guideline: Check that each zip entry normalizes to a path below the target before writing it.
// cwe: CWE-22
// apis: java.util.zip.ZipInputStream.getNextEntry, java.nio.file.Path.startsWith
// applies: standard library
// --- secure ---
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

public final class CoursePack {
    private static final int MAX_BYTES = 32 << 20;
    private static final int MAX_ENTRIES = 500;

    private CoursePack() {}

    public static void unpack(InputStream upload, Path folder) throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        int bytesLeft = MAX_BYTES;
        int entriesLeft = MAX_ENTRIES;
        try (ZipInputStream zip = new ZipInputStream(upload)) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                Path out = target.resolve(entry.getName()).normalize();
                if (!out.startsWith(target)) {
                    throw new ZipException("entry outside the course folder");
                }
                byte[] data = zip.readNBytes(bytesLeft + 1);
                bytesLeft -= data.length;
                if (bytesLeft < 0 || --entriesLeft < 0) {
                    throw new ZipException("course pack too large");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(out);
                } else {
                    Files.createDirectories(out.getParent());
                    Files.write(out, data, StandardOpenOption.CREATE_NEW);
                }
            }
        }
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

public final class CoursePack {
    private static final int MAX_BYTES = 32 << 20;
    private static final int MAX_ENTRIES = 500;

    private CoursePack() {}

    public static void unpack(InputStream upload, Path folder) throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        int bytesLeft = MAX_BYTES;
        int entriesLeft = MAX_ENTRIES;
        try (ZipInputStream zip = new ZipInputStream(upload)) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                Path out = target.resolve(entry.getName());
                byte[] data = zip.readNBytes(bytesLeft + 1);
                bytesLeft -= data.length;
                if (bytesLeft < 0 || --entriesLeft < 0) {
                    throw new ZipException("course pack too large");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(out);
                } else {
                    Files.createDirectories(out.getParent());
                    Files.write(out, data, StandardOpenOption.CREATE_NEW);
                }
            }
        }
    }
}
