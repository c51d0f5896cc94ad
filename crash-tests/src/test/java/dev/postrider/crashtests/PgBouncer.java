package dev.postrider.crashtests;

import dev.postrider.test.NeededProgram;
import dev.postrider.test.PostgresDatabase;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * pgbouncer in transaction pooling mode, with few server sessions for its clients, so that hardly two transactions of a client
 * meet the same. Found on the PATH, or in the folder that {@value #FOLDER} names.
 */
final class PgBouncer implements AutoCloseable {
    static final String FOLDER = "POSTRIDER_TEST_PGBOUNCER";
    private static final String LOOPBACK = "127.0.0.1";

    private final List<String> command;
    private final Path log;
    private final int port;
    private Process process;

    private PgBouncer(List<String> command, Path log, int port) throws IOException {
        this.command = command;
        this.log = log;
        this.port = port;
        this.process = launch();
    }

    /** Starts one in front of a database's server, or skips the test where there is no pgbouncer. */
    static PgBouncer before(PostgresDatabase database, Path folder) throws IOException {
        Optional<Path> binary = binary();
        NeededProgram.require(
                binary.isPresent(), "there is no pgbouncer on the PATH, nor in the folder that " + FOLDER + " names");
        int port = freePort();
        String password = database.password().isEmpty() ? "" : " password='" + database.password() + "'";
        Path settings = folder.resolve("pgbouncer.ini");
        Files.writeString(settings, """
                [databases]
                %s = host=%s port=%d user=%s%s
                [pgbouncer]
                listen_addr = %s
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 3
                server_login_retry = 1
                ; the one thing that pgjdbc needs to be let in
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        database.name(), database.host(), database.port(), database.user(), password, LOOPBACK, port));
        List<String> words = new ArrayList<>(List.of(binary.orElseThrow().toString()));
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to run as root.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            words.addAll(List.of("-u", "nobody"));
        }
        words.add(settings.toString());
        return new PgBouncer(words, folder.resolve("pgbouncer.log"), port);
    }

    /** The database's URL for JDBC, by way of this. */
    String jdbcUrl(PostgresDatabase database) {
        return "jdbc:postgresql://" + LOOPBACK + ":" + port + "/" + database.name() + "?user=" + database.user();
    }

    /** SIGKILL, and at once another in its place. */
    void killAndRestart() throws IOException {
        process.destroyForcibly().onExit().join();
        process = launch();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            Awaitility.await("pgbouncer on port " + port)
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> listens() || !started.isAlive());
            if (!started.isAlive()) {
                throw new IllegalStateException("pgbouncer ended at its start: " + Files.readString(log));
            }
            return started;
        } catch (RuntimeException e) {
            started.destroyForcibly();
            throw e;
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<Path> binary() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault(FOLDER, "")),
                        Arrays.stream(path.split(File.pathSeparator)))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
