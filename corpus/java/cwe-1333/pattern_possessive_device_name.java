// seccoder-example: 1
// title: Validate the dotted name of a smart home device
// guideline: Write patterns with one way to match and bound the length of the input first.
// cwe: CWE-1333
// apis: java.util.regex.Pattern.compile, java.util.regex.Matcher.matches
// applies: standard library
// --- secure ---
import java.util.Locale;
import java.util.regex.Pattern;

public final class DeviceName {
    private static final int MAX_LENGTH = 120;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]++(?:[._-][a-z0-9]++){0,19}+", Pattern.CASE_INSENSITIVE);

    private DeviceName() {}

    public static String check(String name) {
        if (name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a device name");
        }
        return name.toLowerCase(Locale.ROOT);
    }
}
// --- vulnerable ---
import java.util.Locale;
import java.util.regex.Pattern;

public final class DeviceName {
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9]+[._-]?){0,19}[a-z0-9]+", Pattern.CASE_INSENSITIVE);

    private DeviceName() {}

    public static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a device name");
        }
        return name.toLowerCase(Locale.ROOT);
    }
}
