// seccoder-example: 1
// title: Print a shelf label by handing its text to lp
// guideline: Feed text to a program through its standard input instead of through a shell line.
// cwe: CWE-78
// apis: java.lang.ProcessBuilder, java.lang.Process.getOutputStream
// applies: standard library, cups
// --- secure ---
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

public class LabelPrinter {
    private static final Pattern PRINTER = Pattern.compile("[a-z][a-z0-9]{0,30}");

    public void print(String printer, String label) throws IOException, InterruptedException {
        if (!PRINTER.matcher(printer).matches()) {
            throw new IllegalArgumentException("unknown printer");
        }
        Process process = new ProcessBuilder("lp", "-d", printer)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write((label + "\n").getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("lp failed");
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.util.concurrent.TimeUnit;

public class LabelPrinter {
    public void print(String printer, String label) throws IOException, InterruptedException {
        String command = "echo \"" + label + "\" | lp -d " + printer;
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("lp failed");
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
