package dev.postrider.devdb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL 18 server of this machine, on 127.0.0.1, with {@code fsync} and {@code synchronous_commit} on and its data
 * kept in a folder: start it again on the folder and everything committed is there. Anyone on this machine may connect,
 * without a password: it is for development and tests.
 *
 * <p>It is a process of its own, stopped by {@link #close()}, by whoever started it; should this JVM die without closing
 * it, a watcher stops it. Thread-safe.
 */
public final class LocalPostgres implements AutoCloseable {
    static final String USER = "postgres";

    private static final Logger log = LoggerFactory.getLogger(LocalPostgres.class);
    private static final String HOST = "127.0.0.1";
    private static final String DATA_REMEDY = "set POSTRIDER_DATA_DIR to a folder elsewhere";
    private static final long BYTES_FOR_A_NEW_CLUSTER = 200_000_000;
    private static final long BYTES_FOR_A_START = 50_000_000;
    private static final int ATTEMPTS_TO_FIND_A_PORT = 5;

    /**
     * How to run the server.
     *
     * @param dataDirectory where everything is kept; created if missing. One server at a time runs on it.
     * @param port on 127.0.0.1; 0 = any free one, see {@link LocalPostgres#port()}
     * @param serverSettings settings of postgresql.conf that override the defaults here, values as PostgreSQL writes them
     */
    public record Options(Path dataDirectory, int port, Map<String, String> serverSettings) {
        /**
         * Refuses a port outside of 0–65535 and settings that are not names of PostgreSQL's or that the server's folder
         * and port depend on.
         *
         * @throws IllegalArgumentException naming the value
         */
        public Options {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not in 0..65535 (0 = any free port)");
            }
            for (String name : serverSettings.keySet()) {
                if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
                    throw new IllegalArgumentException("'" + name + "' is not the name of a PostgreSQL setting");
                }
                if (name.equals("port") || name.equals("data_directory") || name.equals("listen_addresses")) {
                    throw new IllegalArgumentException(
                            "the setting " + name + " cannot be overridden here; use withPort or another folder");
                }
            }
            serverSettings = Map.copyOf(serverSettings);
        }

        /** Any free port, no settings beyond the defaults. */
        public static Options in(Path dataDirectory) {
            return new Options(dataDirectory, 0, Map.of());
        }

        /** The same on this port; 0 = any free one. */
        public Options withPort(int port) {
            return new Options(dataDirectory, port, serverSettings);
        }

        /** The same with this server setting, for example {@code with("timezone", "America/St_Johns")}. */
        public Options with(String setting, String value) {
            Map<String, String> settings = new LinkedHashMap<>(serverSettings);
            settings.put(setting, value);
            return new Options(dataDirectory, port, settings);
        }
    }

    private final PostgresCluster cluster;
    private final PostgresProcess process;
    private final OrphanWatch watch;
    private final FolderLock lock;
    private final Options options;
    /** Afterwards the folder, the port and the process's number may be another server's. */
    private final AtomicBoolean ended = new AtomicBoolean();

    private LocalPostgres(
            PostgresCluster cluster, PostgresProcess process, OrphanWatch watch, FolderLock lock, Options options) {
        this.cluster = cluster;
        this.process = process;
        this.watch = watch;
        this.lock = lock;
        this.options = options;
    }

    /**
     * Starts a server on the folder and returns when it accepts connections: after about a second in a new folder, a
     * tenth of that later, longer if a crash is to be recovered from. A server that a dead process left running on the
     * folder is stopped first.
     *
     * @throws LocalDatabaseException if another process runs a server on the folder, the port is taken, the disk is full
     *     or the server does not start; the message names it and says what to do
     */
    public static LocalPostgres start(Options options) {
        try {
            Path folder = Files.createDirectories(options.dataDirectory()).toRealPath();
            return start(folder, options);
        } catch (FileSystemException e) {
            throw new LocalDatabaseException(
                    "the data folder " + options.dataDirectory().toAbsolutePath() + " cannot be used (" + e + "); "
                            + DATA_REMEDY,
                    e);
        } catch (IOException e) {
            throw new LocalDatabaseException(
                    "PostgreSQL could not be started on "
                            + options.dataDirectory().toAbsolutePath() + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * Stops the server that a dead process left running on the folder, if there is one.
     *
     * @throws LocalDatabaseException if the process that started it is alive
     */
    static void stopLeftOver(Path dataDirectory) {
        try {
            if (!Files.isDirectory(dataDirectory)) {
                return;
            }
            Path folder = dataDirectory.toRealPath();
            FolderLock lock = lock(folder);
            try (lock) {
                stopOrphan(cluster(folder));
            }
        } catch (IOException e) {
            throw new LocalDatabaseException("the PostgreSQL on " + dataDirectory + " could not be stopped: " + e, e);
        }
    }

    private static LocalPostgres start(Path folder, Options options) throws IOException {
        PostgresCluster.requireUsableAccount();
        FolderLock lock = lock(folder);
        try {
            PostgresCluster cluster = cluster(folder);
            stopOrphan(cluster);
            boolean fresh = !Files.exists(cluster.cluster());
            DiskSpace.require(folder, fresh ? BYTES_FOR_A_NEW_CLUSTER : BYTES_FOR_A_START, DATA_REMEDY);
            cluster.initialise();
            cluster.forgetAlienPid();
            return startOnPort(cluster, lock, options);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FolderLock lock(Path folder) throws IOException {
        Path file = folder.resolve("postgres.lock");
        return FolderLock.tryAcquire(file)
                .orElseThrow(() -> new LocalDatabaseException("a PostgreSQL is already running on " + folder
                        + ", started by " + FolderLock.holder(file) + "; stop that, or " + DATA_REMEDY));
    }

    private static PostgresCluster cluster(Path folder) {
        return PostgresCluster.in(folder, PostgresBinaries.unpackInto(CacheFolder.locate(System.getenv())));
    }

    private static void stopOrphan(PostgresCluster cluster) throws IOException {
        Optional<PostgresProcess> orphan = cluster.running();
        if (orphan.isPresent()) {
            // The lock is ours, so the process that started it is dead.
            log.info(
                    "stopping the PostgreSQL (process {}) that an earlier run left on {}",
                    orphan.get().pid(),
                    cluster.cluster());
            cluster.stop(orphan.get());
        }
    }

    private static LocalPostgres startOnPort(PostgresCluster cluster, FolderLock lock, Options options)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = options.port() == 0 ? anyFreePort() : requireFree(options.port());
            try {
                PostgresProcess process = cluster.start(settings(port, options.serverSettings()));
                OrphanWatch watch = OrphanWatch.over(process, cluster);
                return new LocalPostgres(cluster, process, watch, lock, options.withPort(port));
            } catch (IOException | LocalDatabaseException e) {
                // It may run all the same: too slow in its recovery, nobody would watch it, or Ctrl-C ended the command
                // that started it.
                cluster.running().ifPresent(cluster::stop);
                // Somebody else may have taken the free port in the meantime; any other reason comes again.
                if (options.port() != 0 || attempt == ATTEMPTS_TO_FIND_A_PORT || isFree(port)) {
                    throw e;
                }
            }
        }
    }

    private static Map<String, String> settings(int port, Map<String, String> overrides) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("max_connections", "200");
        settings.put("max_prepared_transactions", "20");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("log_checkpoints", "off");
        // No socket file: its path has a length limit and its folder is shared by all servers of a port.
        settings.put("unix_socket_directories", "");
        settings.putAll(overrides);
        settings.put("listen_addresses", HOST);
        settings.put("port", Integer.toString(port));
        return settings;
    }

    private static int requireFree(int port) {
        if (!isFree(port)) {
            throw new LocalDatabaseException("port " + port + " of " + HOST
                    + " is in use, PostgreSQL cannot listen on it; stop what listens there, or set"
                    + " POSTRIDER_POSTGRES_PORT to another port");
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            // Bound by someone, or a privileged port: the message of the caller fits both.
            return false;
        }
    }

    private static int anyFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    /** The options it runs with, the port being the real one: {@code start(options())} after a stop is the same server. */
    public Options options() {
        return options;
    }

    /** The TCP port on 127.0.0.1. */
    public int port() {
        return options.port();
    }

    /** The superuser that every URL here names; it has no password. */
    public String user() {
        return USER;
    }

    /** For JDBC, user included: {@code jdbc:postgresql://127.0.0.1:5433/postrider?user=postgres}. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + HOST + ":" + port() + "/" + database + "?user=" + USER;
    }

    /** As in {@code DATABASE_URL}: {@code postgres://postgres@127.0.0.1:5433/postrider}. */
    public String url(String database) {
        return "postgres://" + USER + "@" + HOST + ":" + port() + "/" + database;
    }

    /**
     * Creates a database unless there is one of this name.
     *
     * @throws LocalDatabaseException if the server refuses
     */
    public void createDatabaseIfMissing(String name) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
                PreparedStatement exists = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            exists.setString(1, name);
            if (!exists.executeQuery().next()) {
                try (Statement create = connection.createStatement()) {
                    create.execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
                }
            }
        } catch (SQLException e) {
            throw new LocalDatabaseException("the database " + name + " could not be created: " + e.getMessage(), e);
        }
    }

    /** The process id of the postmaster. */
    public long pid() {
        return process.pid();
    }

    /** Whether the postmaster still runs: false after {@link #kill()} and {@link #close()}, and if it crashed. */
    public boolean isRunning() {
        return !ended.get() && !process.hasEnded();
    }

    /** What the server writes. */
    public Path log() {
        return cluster.log();
    }

    /**
     * A crash: SIGKILL to the postmaster and all of its processes. Returns when they are gone; {@code start(options())}
     * recovers everything that was committed. {@link #close()} is not needed after it, and harmless.
     */
    public void kill() {
        if (ended.compareAndSet(false, true)) {
            watch.close();
            process.kill();
            lock.close();
        }
    }

    /** Stops the server: sessions are cut, what they committed is kept. Harmless if it has stopped already. */
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            watch.close();
            cluster.stop(process);
            lock.close();
        }
    }
}
