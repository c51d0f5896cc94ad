package dev.postrider.devdb;

import com.sun.jna.Native;
import dev.postrider.devdb.engine.Account;
import dev.postrider.devdb.engine.EngineProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A ClickHouse of this machine: the engine (libchdb) with ClickHouse's own HTTP server, in a process of its own that ends
 * with this JVM. The engine is fetched by npm on first use. Thread-safe; whoever started it closes it.
 *
 * <p>After {@link #kill()} or {@link #close()}, starting with the same options finds every row that was acknowledged.
 */
public final class LocalClickHouse implements AutoCloseable {
    private static final long BYTES_FOR_A_START = 10_000_000;
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 10;
    private static final int FIRST_JAVA_THAT_WARNS = 24;
    /** A port that was free may be taken a moment later. */
    private static final int FREE_PORTS_TRIED = 3;

    private final Process process;
    private final Options options;

    private LocalClickHouse(Process process, Options options) {
        this.process = process;
        this.options = options;
    }

    /**
     * How to start one.
     *
     * @param dataDirectory kept between runs; one server at a time may use it
     * @param port to listen on at 127.0.0.1; 0 = any that is free
     * @param user the only user who may do anything: letters, digits, {@code _} and {@code -}
     * @param password that user's password, perhaps empty; {@code default} can't have one
     */
    public record Options(Path dataDirectory, int port, String user, String password) {
        private static final int MAX_PORT = 65_535;

        public Options {
            Objects.requireNonNull(dataDirectory, "dataDirectory");
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("port is " + port + ", it must be in 0.." + MAX_PORT);
            }
            requireAccount(user, password);
        }

        /** Any free port, user {@code default} without a password, as on a fresh server. */
        public static Options in(Path dataDirectory) {
            return new Options(dataDirectory, 0, Account.DEFAULT_USER, "");
        }

        public Options withPort(int newPort) {
            return new Options(dataDirectory, newPort, user, password);
        }

        public Options withCredentials(String newUser, String newPassword) {
            return new Options(dataDirectory, port, newUser, newPassword);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Options[" + dataDirectory + ", port " + port + ", user " + user + "]";
        }
    }

    /**
     * Says early what an account can't be.
     *
     * @throws IllegalArgumentException naming the value, why, and what to use instead
     */
    public static void requireAccount(String user, String password) {
        Account.require(user, password);
    }

    /**
     * Starts the process and waits until it answers. Fetches the engine first if this user has none, with progress on
     * stderr.
     *
     * @throws LocalDatabaseException it can't be started; the message says what to do
     */
    public static LocalClickHouse start(Options options) {
        Path library = EngineLibrary.locate(CacheFolder.locate(System.getenv()), System.err);
        Path data = options.dataDirectory().toAbsolutePath().normalize();
        Path log = log(data);
        ChildJvmCommand command =
                new ChildJvmCommand(jvmOptions(), EngineProcess.class, List.of(EngineProcess.class, Native.class));
        ProcessBuilder builder = new ProcessBuilder(
                        command.words(List.of(library.toString(), data.toString(), Integer.toString(options.port()))))
                .redirectError(log.toFile());
        builder.environment().put(EngineProcess.USER, options.user());
        builder.environment().put(EngineProcess.PASSWORD, options.password());
        builder.environment().put("TZ", "UTC");
        try {
            Files.createDirectories(data);
            DiskSpace.require(data, BYTES_FOR_A_START, "set POSTRIDER_DATA_DIR to a folder on another disk");
            for (int tried = 1; ; tried++) {
                Process process = builder.start();
                OptionalInt port = awaitReady(process);
                if (port.isPresent()) {
                    return new LocalClickHouse(process, options.withPort(port.getAsInt()));
                }
                int status = waitFor(process);
                boolean another = status == EngineProcess.PORT_IN_USE && options.port() == 0;
                if (!another || tried == FREE_PORTS_TRIED) {
                    throw failure(status, options, data, log);
                }
            }
        } catch (IOException e) {
            throw new LocalDatabaseException(
                    "The local ClickHouse can't be started on " + data + ": " + e.getMessage()
                            + ". Make the folder writable or choose another one (POSTRIDER_DATA_DIR).",
                    e);
        }
    }

    private static List<String> jvmOptions() {
        List<String> words =
                new ArrayList<>(List.of("-Xmx24m", "-XX:+UseSerialGC", "-Xshare:auto", "-Dfile.encoding=UTF-8"));
        if (Runtime.version().feature() >= FIRST_JAVA_THAT_WARNS) {
            words.add("--enable-native-access=ALL-UNNAMED");
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        return words;
    }

    /** The port it answers at, or nothing where it ended before. */
    private static OptionalInt awaitReady(Process process) throws IOException {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS).execute(() -> {
            if (!ready.isDone()) {
                process.destroyForcibly();
            }
        });
        // Not closed: the child would meet a closed stdout.
        BufferedReader stdout = process.inputReader(StandardCharsets.UTF_8);
        for (String line = stdout.readLine(); line != null; line = stdout.readLine()) {
            if (line.startsWith(EngineProcess.READY)) {
                ready.complete(null);
                return OptionalInt.of(Integer.parseInt(line.substring(EngineProcess.READY.length())));
            }
        }
        return OptionalInt.empty();
    }

    private static LocalDatabaseException failure(int status, Options options, Path data, Path log) throws IOException {
        String said = Files.readString(log).strip();
        return new LocalDatabaseException(
                switch (status) {
                    case EngineProcess.PORT_IN_USE ->
                        "Port " + options.port()
                                + " is in use, so the local ClickHouse can't listen on it. Stop what uses"
                                + " it, or set POSTRIDER_CLICKHOUSE_PORT to another port.";
                    case EngineProcess.DATA_LOCKED ->
                        "The data folder " + data + " is in use by another local ClickHouse, process " + holder(said)
                                + ". Stop that process, or choose another folder (POSTRIDER_DATA_DIR).";
                    default ->
                        "The local ClickHouse ended at its start (or did not answer within " + START_SECONDS
                                + " s) with status " + status + " on " + data + ". It said: "
                                + (said.isEmpty() ? "nothing" : said) + " (see " + log + ")";
                });
    }

    private static String holder(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid))
                    .flatMap(process -> process.info().commandLine())
                    .map(commandLine -> pid + " (" + commandLine + ")")
                    .orElse(pid);
        } catch (NumberFormatException e) {
            return "unknown";
        }
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LocalDatabaseException("Waiting for the local ClickHouse was interrupted.", e);
        }
    }

    /** The options it runs with, the port being the real one: {@code start(options())} after a stop is the same server. */
    public Options options() {
        return options;
    }

    /** Where it answers: {@code http://127.0.0.1:port}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return options.port();
    }

    /** The process id of the server. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process still runs: false after {@link #kill()} and {@link #close()}, and if it crashed. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** What the process has to say. */
    public Path log() {
        return log(options.dataDirectory().toAbsolutePath().normalize());
    }

    private static Path log(Path data) {
        return data.resolve("clickhouse.log");
    }

    /** Ends the process with SIGKILL, as a crash would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        waitFor(process);
    }

    /** Ends the process and waits until it is gone. Statements under way are cut off. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
