package dev.postrider.test;

import dev.postrider.devdb.OrphanWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Java program of the test's class path in a process of its own: to be watched by what it prints, paused, stopped and
 * killed. It ends with this JVM, however that ends.
 *
 * <p>Thread-safe. Whoever started it closes it, which kills it if it still runs.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Duration END_OF_KILLED = Duration.ofSeconds(20);
    private static final int LINES_IN_ERRORS = 60;

    private final Process process;
    private final OrphanWatch watch;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private boolean outputEnded;
    private int nextLine;

    private ChildJvm(Process process, OrphanWatch watch) {
        this.process = process;
        this.watch = watch;
        this.reader = new Thread(this::readOutput, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * How to start a program. Immutable: every method returns another one.
     *
     * @param program what follows the options of the JVM: the main class, or {@code -jar} and a file
     * @param environment added to the environment of this JVM; an empty value removes a variable
     */
    public record Launch(
            List<String> jvmArguments,
            List<String> program,
            List<String> arguments,
            Map<String, String> environment,
            @Nullable Path workingDirectory) {
        public Launch {
            jvmArguments = List.copyOf(jvmArguments);
            program = List.copyOf(program);
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        public Launch withArguments(String... newArguments) {
            return new Launch(jvmArguments, program, List.of(newArguments), environment, workingDirectory);
        }

        /** Adds options of the JVM, such as {@code -Xmx64m}. */
        public Launch withJvmArguments(String... more) {
            List<String> all = new ArrayList<>(jvmArguments);
            all.addAll(List.of(more));
            return new Launch(all, program, arguments, environment, workingDirectory);
        }

        /** Sets a variable of the environment; an empty value removes it. */
        public Launch withEnvironment(String name, String value) {
            Map<String, String> all = new TreeMap<>(environment);
            all.put(name, value);
            return new Launch(jvmArguments, program, arguments, all, workingDirectory);
        }

        public Launch withWorkingDirectory(Path directory) {
            return new Launch(jvmArguments, program, arguments, environment, directory);
        }

        /** Starts the process; returns at once. */
        public ChildJvm start() {
            try {
                return ChildJvm.start(this);
            } catch (IOException e) {
                throw new UncheckedIOException("a JVM for " + String.join(" ", program) + " could not be started", e);
            }
        }
    }

    /** A main class of this JVM's class path. */
    public static Launch of(Class<?> mainClass) {
        return new Launch(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"),
                List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()),
                List.of(),
                Map.of(),
                null);
    }

    /** A program packed as a jar with a main class. */
    public static Launch ofJar(Path jar) {
        return new Launch(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"),
                List.of("-jar", jar.toString()),
                List.of(),
                Map.of(),
                null);
    }

    private static ChildJvm start(Launch launch) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(launch.jvmArguments());
        command.addAll(launch.program());
        command.addAll(launch.arguments());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        launch.environment().forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        if (launch.workingDirectory() != null) {
            builder.directory(launch.workingDirectory().toFile());
        }
        Process process = builder.start();
        process.getOutputStream().close();
        // A paused child, too: that is why it is SIGKILL.
        OrphanWatch watch = OrphanWatch.over(process, "KILL");
        return new ChildJvm(process, watch);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far, on both outputs. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /**
     * Waits for a line with a match. Every call goes on behind the line that the last one found, so a second call waits for
     * a second line.
     *
     * @param regex to be found anywhere in the line
     * @return the match, with its groups
     * @throws AssertionError if the time is over or the process ends first; with the last lines of its output
     */
    public MatchResult awaitLine(String regex, Duration timeout) {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (lines) {
            while (true) {
                while (nextLine < lines.size()) {
                    Matcher matcher = pattern.matcher(lines.get(nextLine++));
                    if (matcher.find()) {
                        return matcher.toMatchResult();
                    }
                }
                long millisLeft = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (outputEnded) {
                    throw new AssertionError("process " + pid() + " ended without a line like " + regex + tail());
                }
                if (millisLeft <= 0) {
                    throw new AssertionError("process " + pid() + " printed no line like " + regex + " within "
                            + timeout.toMillis() + " ms" + tail());
                }
                waitForLines(millisLeft);
            }
        }
    }

    private void waitForLines(long millis) {
        try {
            lines.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a line of process " + pid(), e);
        }
    }

    /** SIGKILL; returns when the process is gone. What it started itself is not touched. */
    public void kill() {
        process.toHandle().destroyForcibly();
        awaitExit(END_OF_KILLED);
    }

    /** SIGTERM; see {@link #awaitExit}. */
    public void terminate() {
        // Not process.destroy(): that closes the pipe, and what it prints on its way out would be lost.
        process.toHandle().destroy();
    }

    /** SIGSTOP: the process stands still, its connections stay open. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT: it goes on. */
    public void resume() {
        signal("CONT");
    }

    /** SIGINT, what ctrl-c sends. */
    public void interrupt() {
        signal("INT");
    }

    /**
     * Waits for the end of the process.
     *
     * @return its exit code; 128 + the signal's number where a signal ended it
     * @throws AssertionError if it still runs when the time is over
     */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "process " + pid() + " still runs after " + timeout.toMillis() + " ms" + tail());
            }
            reader.join(TimeUnit.SECONDS.toMillis(5));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of process " + pid(), e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + name + " " + pid() + " failed: the process has ended");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kill -" + name + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending " + name + " to process " + pid(), e);
        }
    }

    private void readOutput() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("(its output could not be read any further: " + e + ")");
            }
        } finally {
            synchronized (lines) {
                outputEnded = true;
                lines.notifyAll();
            }
            // Once the process has ended its number may be another's: the watch must not kill that.
            process.onExit().join();
            watch.close();
        }
    }

    private String tail() {
        synchronized (lines) {
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES_IN_ERRORS), lines.size());
            return last.isEmpty() ? "; it printed nothing" : "; its last lines:\n" + String.join("\n", last);
        }
    }
}
