// seccoder-example: 1
// title: Check a downloaded firmware file against its published digest
// guideline: Verify integrity with SHA-256 or stronger; MD5 and SHA-1 collisions can be made.
// cwe: CWE-328, CWE-327
// apis: java.security.MessageDigest.getInstance, java.security.DigestInputStream
// applies: standard library
// --- secure ---
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

public final class FirmwareCheck {
    private FirmwareCheck() {}

    public static boolean matches(Path firmware, String publishedHex)
            throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(firmware), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        byte[] published = HexFormat.of().parseHex(publishedHex.strip());
        return MessageDigest.isEqual(digest.digest(), published);
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

public final class FirmwareCheck {
    private FirmwareCheck() {}

    public static boolean matches(Path firmware, String publishedHex)
            throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        try (InputStream in = new DigestInputStream(Files.newInputStream(firmware), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        byte[] published = HexFormat.of().parseHex(publishedHex.strip());
        return MessageDigest.isEqual(digest.digest(), published);
    }
}
