// seccoder-example: 1
// title: Store and check the passphrase of a photo vault
// guideline: Derive passphrase hashes with salted PBKDF2 and a high iteration count.
// cwe: CWE-916
// apis: javax.crypto.SecretKeyFactory.generateSecret, javax.crypto.spec.PBEKeySpec
// applies: standard library
// --- secure ---
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

public final class VaultPassphrase {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HexFormat HEX = HexFormat.of();
    private static final int ITERATIONS = 600_000;

    private VaultPassphrase() {}

    public static String hash(char[] passphrase) throws GeneralSecurityException {
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        return HEX.formatHex(salt) + ":" + HEX.formatHex(derive(passphrase, salt));
    }

    public static boolean matches(char[] passphrase, String stored)
            throws GeneralSecurityException {
        String[] parts = stored.split(":", 2);
        byte[] derived = derive(passphrase, HEX.parseHex(parts[0]));
        return MessageDigest.isEqual(derived, HEX.parseHex(parts[1]));
    }

    private static byte[] derive(char[] passphrase, byte[] salt) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(passphrase, salt, ITERATIONS, 256);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } finally {
            spec.clearPassword();
        }
    }
}
// --- vulnerable ---
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

public final class VaultPassphrase {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HexFormat HEX = HexFormat.of();

    private VaultPassphrase() {}

    public static String hash(char[] passphrase) throws GeneralSecurityException {
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        return HEX.formatHex(salt) + ":" + HEX.formatHex(derive(passphrase, salt));
    }

    public static boolean matches(char[] passphrase, String stored)
            throws GeneralSecurityException {
        String[] parts = stored.split(":", 2);
        byte[] derived = derive(passphrase, HEX.parseHex(parts[0]));
        return MessageDigest.isEqual(derived, HEX.parseHex(parts[1]));
    }

    private static byte[] derive(char[] passphrase, byte[] salt) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(salt);
        return digest.digest(new String(passphrase).getBytes(StandardCharsets.UTF_8));
    }
}
