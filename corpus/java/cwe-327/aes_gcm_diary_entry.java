// seccoder-example: 1
// title: Encrypt and decrypt diary entries with AES
// guideline: Use AES/GCM/NoPadding with a fresh random 12-byte IV for every message.
// cwe: CWE-327
// apis: javax.crypto.Cipher.getInstance, javax.crypto.spec.GCMParameterSpec
// applies: standard library
// --- secure ---
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

public final class DiaryCipher {
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private DiaryCipher() {}

    public static byte[] encrypt(SecretKey key, byte[] entry) throws GeneralSecurityException {
        byte[] iv = new byte[IV_BYTES];
        RANDOM.nextBytes(iv);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, iv));
        byte[] sealed = cipher.doFinal(entry);
        return ByteBuffer.allocate(iv.length + sealed.length).put(iv).put(sealed).array();
    }

    public static byte[] decrypt(SecretKey key, byte[] stored) throws GeneralSecurityException {
        if (stored.length < IV_BYTES + TAG_BYTES) {
            throw new AEADBadTagException("entry too short");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, stored, 0, IV_BYTES));
        return cipher.doFinal(stored, IV_BYTES, stored.length - IV_BYTES);
    }
}
// --- vulnerable ---
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

public final class DiaryCipher {
    private DiaryCipher() {}

    public static byte[] encrypt(SecretKey key, byte[] entry) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher.doFinal(entry);
    }

    public static byte[] decrypt(SecretKey key, byte[] stored) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        return cipher.doFinal(stored);
    }
}
