// seccoder-example: 1
// title: Make a booking code for a ferry ticket
// guideline: Draw codes that grant access from SecureRandom, not from Random or Math.random.
// cwe: CWE-338, CWE-330
// apis: java.security.SecureRandom.nextInt
// applies: standard library
// --- secure ---
import java.security.SecureRandom;

public final class BookingCode {
    // without 0, O, 1, I and L, which travellers confuse
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final int LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private BookingCode() {}

    public static String next() {
        StringBuilder code = new StringBuilder(LENGTH);
        while (code.length() < LENGTH) {
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
// --- vulnerable ---
import java.util.Random;

public final class BookingCode {
    // without 0, O, 1, I and L, which travellers confuse
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final int LENGTH = 16;
    private static final Random RANDOM = new Random();

    private BookingCode() {}

    public static String next() {
        StringBuilder code = new StringBuilder(LENGTH);
        while (code.length() < LENGTH) {
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
