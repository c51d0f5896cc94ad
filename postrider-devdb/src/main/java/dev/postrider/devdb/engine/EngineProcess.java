package dev.postrider.devdb.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that {@code LocalClickHouse} starts. It writes one line to stdout when it answers, and ends when its stdin ends
 * (its parent is gone) or on SIGTERM.
 *
 * <p>Arguments: the library, the data folder, the port. Environment: {@value #USER} and {@value #PASSWORD}.
 */
public final class EngineProcess {
    public static final String USER = "POSTRIDER_ENGINE_USER";
    public static final String PASSWORD = "POSTRIDER_ENGINE_PASSWORD";
    /** What the line on stdout begins with; the port follows. */
    public static final String READY = "READY ";
    /** The process ended because another one has the data folder; stderr holds its pid alone. */
    public static final int DATA_LOCKED = 3;
    /** The process ended because the port is in use. */
    public static final int PORT_IN_USE = 4;

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final long POLL_MILLIS = 20;

    private EngineProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path library = Path.of(arguments[0]);
        Path data = Path.of(arguments[1]);
        // Ctrl-c reaches the whole process group; the parent may need the database for its own shutdown.
        Libc.takeOverSignals();
        exitWithParent();
        lock(data);
        int port = freePort(Integer.parseInt(arguments[2]));
        Account account = new Account(
                System.getenv().getOrDefault(USER, Account.DEFAULT_USER),
                System.getenv().getOrDefault(PASSWORD, ""));
        var words = new ServerFiles(data).write(port, account);
        sayWhenReady(port);
        Engine.load(library).run(words);
        freePort(port);
        Libc.exit(1);
    }

    private static void exitWithParent() throws IOException {
        Path stdin = Libc.takeOverStdin();
        inBackground("parent-watch", () -> {
            try (InputStream parent = Files.newInputStream(stdin)) {
                while (parent.read() >= 0) {
                    // nothing is said on it: its end is the message
                }
            } catch (IOException e) {
                System.err.println("stdin failed: " + e.getMessage());
            }
            Libc.exit(0);
        });
    }

    /** Held until the process ends, however it ends. */
    private static void lock(Path data) throws IOException {
        Files.createDirectories(data);
        RandomAccessFile file = new RandomAccessFile(data.resolve("lock").toFile(), "rw");
        FileLock lock = file.getChannel().tryLock();
        if (lock == null) {
            System.err.println(file.readLine());
            Libc.exit(DATA_LOCKED);
        }
        file.setLength(0);
        file.write((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The port, or any free one for 0. The server takes it a moment later, and ends if another was faster. */
    private static int freePort(int wanted) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // after a crash the old connections linger
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), wanted));
            return socket.getLocalPort();
        } catch (BindException e) {
            System.err.println(e.getMessage());
            Libc.exit(PORT_IN_USE);
            throw e;
        }
    }

    private static void sayWhenReady(int port) {
        URI ping = URI.create(
                "http://127.0.0.1:" + port + "/ping/" + ProcessHandle.current().pid());
        inBackground("readiness", () -> {
            try {
                while (!answers(ping)) {
                    Thread.sleep(POLL_MILLIS);
                }
                System.out.println(READY + port);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        });
    }

    private static boolean answers(URI ping) {
        try {
            HttpURLConnection connection = (HttpURLConnection) ping.toURL().openConnection();
            boolean ok = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            connection.disconnect();
            return ok;
        } catch (IOException e) {
            return false;
        }
    }

    private static void inBackground(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
