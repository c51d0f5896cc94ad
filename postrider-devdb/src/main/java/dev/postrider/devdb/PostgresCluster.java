package dev.postrider.devdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's own files in a data folder, and the programs run on them. Whoever calls holds the folder's lock.
 *
 * @param cluster where initdb puts its files
 * @param log what the server writes
 */
record PostgresCluster(PostgresBinaries binaries, Path cluster, Path log) {
    private static final int FIRST_WITH_BUILTIN_LOCALES = 17;
    private static final Logger logger = LoggerFactory.getLogger(PostgresCluster.class);
    private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(2);
    /** Long enough for the recovery after a crash of a busy server. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final long LOG_KEPT_BYTES = 10_000_000;

    static PostgresCluster in(Path folder, PostgresBinaries binaries) {
        return new PostgresCluster(binaries, folder.resolve("cluster"), folder.resolve("postgres.log"));
    }

    /** Creates the cluster's files if there are none; an interrupted attempt leaves nothing that looks finished. */
    void initialise() throws IOException {
        Path version = cluster.resolve("PG_VERSION");
        if (Files.exists(version)) {
            String found = Files.readString(version).strip();
            String ours = Integer.toString(binaries.majorVersion());
            if (!found.equals(ours)) {
                throw new LocalDatabaseException(cluster + " was written by PostgreSQL " + found + ", this is "
                        + ours + "; start with --fresh to delete it, or set POSTRIDER_DATA_DIR to another"
                        + " folder");
            }
            return;
        }
        Path partial = cluster.resolveSibling("cluster.partial");
        Folders.delete(partial);
        Command.Outcome outcome =
                command(binaries.initdb(), initdbArguments(partial)).run(INITDB_TIMEOUT);
        if (!outcome.succeeded()) {
            throw new LocalDatabaseException(
                    "PostgreSQL's files could not be created in " + partial + ": " + outcome.output());
        }
        Files.move(partial, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Starts the server and returns its process; the attempt's end of the log is in the error otherwise. */
    PostgresProcess start(Map<String, String> settings) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_KEPT_BYTES) {
            Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        long logBefore = Files.exists(log) ? Files.size(log) : 0;
        Command.Outcome outcome = command(
                        binaries.pgCtl(),
                        List.of(
                                "start",
                                "--pgdata=" + cluster,
                                "--log=" + log,
                                "--wait",
                                "--timeout=" + START_TIMEOUT.toSeconds(),
                                "--options=" + options(settings)))
                .run(START_TIMEOUT.plusSeconds(10));
        Optional<PostgresProcess> process = running();
        if (!outcome.succeeded() || process.isEmpty()) {
            throw new LocalDatabaseException("PostgreSQL did not start on " + cluster + ": " + logSince(logBefore)
                    + "\n(the whole log: " + log + ")");
        }
        return process.get();
    }

    /** The server of these files, if one is running: by its pid file, and only if the process is what that file says. */
    Optional<PostgresProcess> running() throws IOException {
        return PostgresProcess.of(cluster);
    }

    /**
     * Stops a server in an orderly way: sessions are cut, what they committed is kept. Harder means follow if it does not
     * end.
     */
    void stop(PostgresProcess process) {
        if (process.hasEnded()) {
            return;
        }
        Command.Outcome outcome = command(
                        binaries.pgCtl(),
                        List.of(
                                "stop",
                                "--pgdata=" + cluster,
                                "--mode=fast",
                                "--wait",
                                "--timeout=" + STOP_TIMEOUT.toSeconds()))
                .run(STOP_TIMEOUT.plusSeconds(10));
        if (!process.hasEnded()) {
            logger.warn("PostgreSQL (process {}) did not stop, killing it: {}", process.pid(), outcome.output());
            process.kill();
        }
    }

    /**
     * Removes a pid file whose process id is no server of these files any more, but exists: another program has it now, or
     * it waits as a zombie for a parent that does not ask. PostgreSQL sees only that it exists, and would not start.
     */
    void forgetAlienPid() throws IOException {
        Optional<Long> pid = PostgresProcess.recordedPid(cluster);
        if (pid.isPresent()
                && ProcessHandle.of(pid.get()).isPresent()
                && running().isEmpty()) {
            logger.debug("process {} is no PostgreSQL of {} any more: removing its pid file", pid.get(), cluster);
            Files.deleteIfExists(PostgresProcess.pidFile(cluster));
        }
    }

    private List<String> initdbArguments(Path folder) {
        List<String> words = new ArrayList<>(List.of(
                "--pgdata=" + folder,
                "--username=" + LocalPostgres.USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions"));
        if (binaries.majorVersion() >= FIRST_WITH_BUILTIN_LOCALES) {
            words.add("--locale-provider=builtin");
            words.add("--builtin-locale=C.UTF-8");
        }
        return words;
    }

    private Command command(String program, List<String> arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses user id 0. In a user namespace without a mapping it sees another one, while the files
            // stay root's.
            words.addAll(List.of("unshare", "--user", "--"));
        }
        words.add(program);
        words.addAll(arguments);
        return new Command(words);
    }

    /**
     * Refuses early, and in words, what PostgreSQL would refuse in its own: to run as root where the system has no user
     * namespaces.
     */
    static void requireUsableAccount() {
        if (isRoot()) {
            Command.Outcome outcome =
                    new Command(List.of("unshare", "--user", "--", "true")).run(Duration.ofSeconds(10));
            if (!outcome.succeeded()) {
                throw new LocalDatabaseException("PostgreSQL does not run as root, and this system allows no user"
                        + " namespace to hide it (" + outcome.output() + "); run as an ordinary user, or set"
                        + " DATABASE_URL to a PostgreSQL of your own");
            }
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(0);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // No Linux: the name is all there is to ask.
            return System.getProperty("user.name").equals("root");
        }
    }

    private static String options(Map<String, String> settings) {
        StringBuilder options = new StringBuilder();
        settings.forEach((name, value) -> options.append(" -c ").append(shellQuoted(name + "=" + value)));
        return options.toString();
    }

    /** pg_ctl hands its options to a shell. */
    private static String shellQuoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private String logSince(long offset) throws IOException {
        if (!Files.exists(log)) {
            return "it wrote nothing";
        }
        byte[] bytes = Files.readAllBytes(log);
        int from = (int) Math.max(offset, bytes.length - 4_000L);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
    }
}
