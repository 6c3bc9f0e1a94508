// seccoder-example: 1
// title: Wrap the key of a backup for its owner's RSA key
// guideline: Wrap keys with RSA-OAEP and SHA-256; PKCS#1 v1.5 padding invites oracle attacks.
// cwe: CWE-327, CWE-780
// apis: javax.crypto.Cipher.wrap, javax.crypto.spec.OAEPParameterSpec
// applies: standard library
// --- secure ---
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

public final class BackupKeyWrap {
    private static final String RSA = "RSA/ECB/OAEPPadding";
    private static final OAEPParameterSpec OAEP = new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    private BackupKeyWrap() {}

    public static byte[] wrap(SecretKey backupKey, PublicKey owner)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(RSA);
        cipher.init(Cipher.WRAP_MODE, owner, OAEP);
        return cipher.wrap(backupKey);
    }

    public static Key unwrap(byte[] wrapped, PrivateKey owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(RSA);
        cipher.init(Cipher.UNWRAP_MODE, owner, OAEP);
        return cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
    }
}
// --- vulnerable ---
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

public final class BackupKeyWrap {
    private static final String RSA = "RSA/ECB/PKCS1Padding";

    private BackupKeyWrap() {}

    public static byte[] wrap(SecretKey backupKey, PublicKey owner)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(RSA);
        cipher.init(Cipher.WRAP_MODE, owner);
        return cipher.wrap(backupKey);
    }

    public static Key unwrap(byte[] wrapped, PrivateKey owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(RSA);
        cipher.init(Cipher.UNWRAP_MODE, owner);
        return cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
    }
}
