package dev.postrider.devdb;

import com.github.luben.zstd.Zstd;
import com.sun.jna.Native;
import dev.postrider.devdb.http.EndpointProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4Factory;

/**
 * A ClickHouse of this machine: the engine (libchdb) behind ClickHouse's HTTP interface, in a process of its own that
 * ends with this JVM. The engine is fetched by npm on first use. Thread-safe; whoever started it closes it.
 *
 * <p>After {@link #kill()} or {@link #close()}, starting with the same options finds every row that was acknowledged.
 */
public final class LocalClickHouse implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 10;
    private static final int FIRST_JAVA_THAT_WARNS = 24;

    private final Process process;
    private final Options options;

    private LocalClickHouse(Process process, Options options) {
        this.process = process;
        this.options = options;
    }

    /**
     * How to start one.
     *
     * @param dataDirectory kept between runs; one endpoint at a time may use it
     * @param port to listen on at 127.0.0.1; 0 = any that is free
     * @param user the only user's name
     * @param password that user's password, perhaps empty
     * @param heapMegabytes heap of the process in MiB, 32 or more; the engine's memory is outside it
     */
    public record Options(Path dataDirectory, int port, String user, String password, int heapMegabytes) {
        private static final int MIN_HEAP_MEGABYTES = 32;
        private static final int MAX_PORT = 65_535;

        public Options {
            Objects.requireNonNull(dataDirectory, "dataDirectory");
            Objects.requireNonNull(password, "password");
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("port is " + port + ", it must be in 0.." + MAX_PORT);
            }
            if (user.isBlank()) {
                throw new IllegalArgumentException("user is blank; ClickHouse's own is \"default\"");
            }
            if (heapMegabytes < MIN_HEAP_MEGABYTES) {
                throw new IllegalArgumentException(
                        "heapMegabytes is " + heapMegabytes + ", the endpoint needs " + MIN_HEAP_MEGABYTES);
            }
        }

        /** Any free port, user {@code default} without a password, as on a fresh server. */
        public static Options in(Path dataDirectory) {
            return new Options(dataDirectory, 0, "default", "", 96);
        }

        public Options withPort(int newPort) {
            return new Options(dataDirectory, newPort, user, password, heapMegabytes);
        }

        public Options withCredentials(String newUser, String newPassword) {
            return new Options(dataDirectory, port, newUser, newPassword, heapMegabytes);
        }

        public Options withHeapMegabytes(int newHeapMegabytes) {
            return new Options(dataDirectory, port, user, password, newHeapMegabytes);
        }
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
        Path log = data.resolve("endpoint.log");
        ChildJvmCommand command = new ChildJvmCommand(
                jvmOptions(options),
                EndpointProcess.class,
                List.of(EndpointProcess.class, Native.class, LZ4Factory.class, Zstd.class));
        ProcessBuilder builder = new ProcessBuilder(
                command.words(List.of(library.toString(), data.toString(), Integer.toString(options.port()))));
        builder.environment().put(EndpointProcess.USER, options.user());
        builder.environment().put(EndpointProcess.PASSWORD, options.password());
        builder.environment().put("TZ", "UTC");
        try {
            Files.createDirectories(data);
            Process process = builder.redirectError(log.toFile()).start();
            return new LocalClickHouse(process, options.withPort(awaitReady(process, options, data, log)));
        } catch (IOException e) {
            throw new LocalDatabaseException(
                    "The local ClickHouse can't be started on " + data + ": " + e.getMessage()
                            + ". Make the folder writable or choose another one (POSTRIDER_DATA_DIR).",
                    e);
        }
    }

    private static List<String> jvmOptions(Options options) {
        List<String> words = new ArrayList<>(List.of(
                "-Xmx" + options.heapMegabytes() + "m", "-XX:+UseSerialGC", "-Xshare:auto", "-Dfile.encoding=UTF-8"));
        if (Runtime.version().feature() >= FIRST_JAVA_THAT_WARNS) {
            words.add("--enable-native-access=ALL-UNNAMED");
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        return words;
    }

    private static int awaitReady(Process process, Options options, Path data, Path log) throws IOException {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS).execute(() -> {
            if (!ready.isDone()) {
                process.destroyForcibly();
            }
        });
        // Not closed: the child would meet a closed stdout.
        BufferedReader stdout = process.inputReader(StandardCharsets.UTF_8);
        for (String line = stdout.readLine(); line != null; line = stdout.readLine()) {
            if (line.startsWith(EndpointProcess.READY)) {
                ready.complete(null);
                return Integer.parseInt(line.substring(EndpointProcess.READY.length()));
            }
        }
        int status = waitFor(process);
        String said = Files.readString(log).strip();
        throw new LocalDatabaseException(
                switch (status) {
                    case EndpointProcess.PORT_IN_USE ->
                        "Port " + options.port()
                                + " is in use, so the local ClickHouse can't listen on it. Stop what uses"
                                + " it, or set POSTRIDER_CLICKHOUSE_PORT to another port.";
                    case EndpointProcess.DATA_LOCKED ->
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

    /** The process id of the endpoint. */
    public long pid() {
        return process.pid();
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
