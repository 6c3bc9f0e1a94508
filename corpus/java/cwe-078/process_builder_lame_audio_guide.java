// seccoder-example: 1
// title: Encode the track of an audio guide with lame
// guideline: Start programs with a ProcessBuilder argument list and allow-listed options, no shell.
// cwe: CWE-78
// apis: java.lang.ProcessBuilder, java.lang.Process.waitFor
// applies: standard library, lame
// --- secure ---
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

public final class AudioGuide {
    private static final Set<String> PRESETS = Set.of("medium", "standard", "extreme");

    private AudioGuide() {}

    public static void encode(Path wav, Path mp3, String preset)
            throws IOException, InterruptedException {
        if (!PRESETS.contains(preset)) {
            throw new IllegalArgumentException("unknown preset");
        }
        ProcessBuilder builder = new ProcessBuilder(
                "lame", "--quiet", "--preset", preset,
                wav.toAbsolutePath().toString(), mp3.toAbsolutePath().toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("lame could not encode the track");
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
// --- vulnerable ---
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

public final class AudioGuide {
    private AudioGuide() {}

    public static void encode(Path wav, Path mp3, String preset)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "sh", "-c", "lame --quiet --preset " + preset
                        + " " + wav.toAbsolutePath() + " " + mp3.toAbsolutePath());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("lame could not encode the track");
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
