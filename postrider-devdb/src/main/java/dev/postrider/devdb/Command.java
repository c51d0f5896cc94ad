package dev.postrider.devdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short-lived tool of the operating system or of a server, run to its end. */
record Command(List<String> words) {

    /** How a command ended: its exit code and what it wrote to both outputs. */
    record Outcome(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    /**
     * Runs the command with empty input. Its output goes through a file: a pipe would stay open as long as any process
     * that the command leaves behind.
     *
     * @throws LocalDatabaseException if the command cannot be started or takes longer than {@code timeout}
     */
    Outcome run(Duration timeout) {
        try {
            Path output = Files.createTempFile("postrider-command", ".out");
            try {
                return run(timeout, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new LocalDatabaseException(words.get(0) + " could not be run: " + e.getMessage(), e);
        }
    }

    private Outcome run(Duration timeout, Path output) throws IOException {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new LocalDatabaseException(
                        String.join(" ", words) + " did not end within " + timeout.toSeconds() + " s: " + read(output));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LocalDatabaseException("interrupted while waiting for " + String.join(" ", words), e);
        }
        return new Outcome(process.exitValue(), read(output));
    }

    private static String read(Path output) {
        try (InputStream in = Files.newInputStream(output)) {
            return new String(in.readNBytes(1 << 20), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
