// seccoder-example: 1
// title: Decompress the log that a weather station uploads with gzip
// guideline: Read decompressed data only up to a fixed limit and refuse anything longer.
// cwe: CWE-409, CWE-400
// apis: java.util.zip.GZIPInputStream, java.io.InputStream.readNBytes
// applies: standard library
// --- secure ---
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

public final class StationLog {
    private static final int MAX_BYTES = 4 << 20;

    private StationLog() {}

    public static List<String> lines(byte[] upload) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(upload))) {
            byte[] log = in.readNBytes(MAX_BYTES + 1);
            if (log.length > MAX_BYTES) {
                throw new IOException("station log too large");
            }
            return new String(log, StandardCharsets.UTF_8).lines().toList();
        }
    }
}
// --- vulnerable ---
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

public final class StationLog {
    private StationLog() {}

    public static List<String> lines(byte[] upload) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(upload))) {
            byte[] log = in.readAllBytes();
            return new String(log, StandardCharsets.UTF_8).lines().toList();
        }
    }
}
