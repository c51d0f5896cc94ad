package dev.postrider.devdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Keeps a ctrl-c, which goes to every process of the terminal, from the command: half-run it would leave a mess. */
    private static final List<String> IGNORING_CTRL_C = List.of("/bin/sh", "-c", "trap '' INT QUIT; exec \"$@\"", "sh");

    /**
     * Runs the command with empty input, to its end: an interrupt of this thread waits until then. Its output goes through
     * a file: a pipe would stay open as long as any process that the command leaves behind.
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
        List<String> command = new ArrayList<>(IGNORING_CTRL_C);
        command.addAll(words);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        if (!endsWithin(timeout, process)) {
            process.destroyForcibly();
            throw new LocalDatabaseException(
                    String.join(" ", words) + " did not end within " + timeout.toSeconds() + " s: " + read(output));
        }
        return new Outcome(process.exitValue(), read(output));
    }

    private static boolean endsWithin(Duration timeout, Process process) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String read(Path output) {
        try (InputStream in = Files.newInputStream(output)) {
            return new String(in.readNBytes(1 << 20), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
