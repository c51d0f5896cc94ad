package dev.postrider.console.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command line tool that ran to its end; output and errors in one. */
record ToolRun(int exitCode, String output) {
    private static final long TIMEOUT_MINUTES = 10;

    static ToolRun of(List<String> command, Map<String, String> environment) throws IOException {
        Path output = Files.createTempFile("tool", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command + " took more than " + TIMEOUT_MINUTES + " minutes");
            }
            return new ToolRun(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", interrupted);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    boolean succeeded() {
        return exitCode == 0;
    }
}
