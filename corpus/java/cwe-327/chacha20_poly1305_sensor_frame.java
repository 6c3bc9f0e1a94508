// seccoder-example: 1
// title: Send an encrypted sensor frame over a data stream
// guideline: Encrypt with an authenticated cipher such as ChaCha20-Poly1305, not DES or 3DES.
// cwe: CWE-327
// apis: javax.crypto.Cipher.getInstance, javax.crypto.spec.IvParameterSpec
// applies: standard library
// --- secure ---
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

public class FrameSender {
    private final SecretKey key;
    private final DataOutputStream out;
    private final SecureRandom random = new SecureRandom();

    public FrameSender(SecretKey key, DataOutputStream out) {
        this.key = key;
        this.out = out;
    }

    public void send(int sensorId, byte[] reading) throws IOException, GeneralSecurityException {
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
        cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(sensorId).array());
        byte[] sealed = cipher.doFinal(reading);
        out.writeInt(sensorId);
        out.write(nonce);
        out.writeInt(sealed.length);
        out.write(sealed);
        out.flush();
    }
}
// --- vulnerable ---
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

public class FrameSender {
    private final SecretKey key;
    private final DataOutputStream out;
    private final SecureRandom random = new SecureRandom();

    public FrameSender(SecretKey key, DataOutputStream out) {
        this.key = key;
        this.out = out;
    }

    public void send(int sensorId, byte[] reading) throws IOException, GeneralSecurityException {
        byte[] nonce = new byte[8];
        random.nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("DESede/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
        byte[] sealed = cipher.doFinal(reading);
        out.writeInt(sensorId);
        out.write(nonce);
        out.writeInt(sealed.length);
        out.write(sealed);
        out.flush();
    }
}
