package dev.postrider.devdb.cli;

import dev.postrider.devdb.OrphanWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command of {@code run}, on this terminal. Thread-safe: it is waited for in one thread and stopped in another. */
final class RunningCommand implements AutoCloseable {
    /** More than the ten seconds in which a relay finishes or abandons its batch. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Process process;
    private final OrphanWatch watch;

    private RunningCommand(Process process, OrphanWatch watch) {
        this.process = process;
        this.watch = watch;
    }

    /** Starts the command with these variables added to the environment. */
    static RunningCommand start(List<String> words, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new RunningCommand(process, OrphanWatch.over(process, "TERM"));
    }

    /** Waits for its end and returns its exit code; 128 + n where signal n ended it. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** SIGTERM, and SIGKILL to it and what it started if that does not end it. Returns when it has ended. */
    void stop() {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("the command did not end within " + GRACE.toSeconds() + " s of SIGTERM, killing it");
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // What it left running although it was told to end, such as the commands of a shell that was killed.
        family.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        watch.close();
    }
}
