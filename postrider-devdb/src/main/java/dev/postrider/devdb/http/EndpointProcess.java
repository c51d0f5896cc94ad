package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.Engine;
import dev.postrider.devdb.chdb.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.BindException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that {@code LocalClickHouse} starts: engine and HTTP interface. It writes one line to stdout when it is
 * ready, and ends when its stdin ends (its parent is gone) or on SIGTERM.
 *
 * <p>Arguments: the library, the data folder, the port. Environment: {@value #USER} and {@value #PASSWORD}.
 */
public final class EndpointProcess {
    public static final String USER = "POSTRIDER_ENDPOINT_USER";
    public static final String PASSWORD = "POSTRIDER_ENDPOINT_PASSWORD";
    /** What the line on stdout begins with; the port follows. */
    public static final String READY = "READY ";
    /** The process ended because another one has the data folder; stderr holds its pid alone. */
    public static final int DATA_LOCKED = 3;
    /** The process ended because the port is in use. */
    public static final int PORT_IN_USE = 4;

    private EndpointProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path library = Path.of(arguments[0]);
        Path data = Path.of(arguments[1]);
        int port = Integer.parseInt(arguments[2]);
        // Ctrl-c reaches the whole process group; the parent may need the database for its own shutdown.
        Engine.takeOverSignals();
        exitWithParent();
        try {
            lock(data);
            EndpointServer server = EndpointServer.bind(port);
            Engine engine = Engine.open(library, data.resolve("engine"));
            Credentials credentials = new Credentials(
                    System.getenv().getOrDefault(USER, Credentials.DEFAULT_USER),
                    System.getenv().getOrDefault(PASSWORD, ""));
            QueryHandler queries = new QueryHandler(engine, ServerIdentity.of(engine), credentials);
            System.out.println(READY + server.port());
            server.serve(queries);
        } catch (BindException e) {
            System.err.println(e.getMessage());
            System.exit(PORT_IN_USE);
        } catch (EngineException e) {
            System.err.println(e.getMessage());
            Engine.exit(1);
        }
    }

    private static void exitWithParent() throws IOException {
        Path stdin = Engine.takeOverStdin();
        Thread watch = new Thread(
                () -> {
                    try (InputStream parent = Files.newInputStream(stdin)) {
                        while (parent.read() >= 0) {
                            // nothing is said on it: its end is the message
                        }
                    } catch (IOException e) {
                        System.err.println("stdin failed: " + e.getMessage());
                    }
                    Engine.exit(0);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Held until the process ends, however it ends. */
    private static void lock(Path data) throws IOException {
        Files.createDirectories(data);
        RandomAccessFile file = new RandomAccessFile(data.resolve("lock").toFile(), "rw");
        FileLock lock = file.getChannel().tryLock();
        if (lock == null) {
            System.err.println(file.readLine());
            System.exit(DATA_LOCKED);
        }
        file.setLength(0);
        file.write((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
