// seccoder-example: 1
// title: Check the authentication code of a scanned day pass
// guideline: Compare authentication codes in constant time with MessageDigest.isEqual.
// cwe: CWE-208
// apis: java.security.MessageDigest.isEqual, javax.crypto.Mac.doFinal
// applies: standard library
// --- secure ---
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

public class DayPass {
    private final SecretKey key;

    public DayPass(SecretKey key) {
        this.key = key;
    }

    public boolean admits(LocalDate day, String passNumber, String code)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        byte[] expected = mac.doFinal((day + "/" + passNumber).getBytes(StandardCharsets.UTF_8));
        byte[] scanned;
        try {
            scanned = Base64.getUrlDecoder().decode(code);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        return MessageDigest.isEqual(expected, scanned);
    }
}
// --- vulnerable ---
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

public class DayPass {
    private final SecretKey key;

    public DayPass(SecretKey key) {
        this.key = key;
    }

    public boolean admits(LocalDate day, String passNumber, String code)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        byte[] expected = mac.doFinal((day + "/" + passNumber).getBytes(StandardCharsets.UTF_8));
        byte[] scanned;
        try {
            scanned = Base64.getUrlDecoder().decode(code);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        return Arrays.equals(expected, scanned);
    }
}
