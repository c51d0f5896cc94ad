package dev.postrider.devdb.cli;

import dev.postrider.devdb.DataFolder;
import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.devdb.LocalDatabaseException;
import dev.postrider.devdb.LocalPostgres;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The databases of one run. They are started, used and closed by one thread; closing stops them in the reverse order of
 * their start.
 */
final class Session implements AutoCloseable {
    static final String DATABASE = "postrider";

    private final Settings settings;
    private final PrintWriter progress;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<DeathWatch.Watched> databases = new ArrayList<>();
    private volatile boolean databaseDied;

    Session(Settings settings, PrintWriter progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Starts what the settings ask for; what was started before a failure is stopped by {@link #close()}.
     *
     * @throws InterruptedException if the thread was interrupted meanwhile
     */
    void start() throws InterruptedException {
        try {
            startDatabases();
        } catch (LocalDatabaseException e) {
            if (!Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("while the databases were starting");
        }
    }

    private void startDatabases() {
        if (!settings.postgres()) {
            say("PostgreSQL: as DATABASE_URL says, none is started");
        }
        if (!settings.clickHouse()) {
            say("ClickHouse: as CLICKHOUSE_HOST says, none is started");
        }
        if (!settings.postgres() && !settings.clickHouse()) {
            return;
        }
        DataFolder folder = opened(DataFolder.open(settings.data()));
        if (settings.fresh()) {
            deleteOldData(folder);
        }
        if (settings.postgres()) {
            startPostgres(folder);
        }
        if (settings.clickHouse() && !Thread.currentThread().isInterrupted()) {
            startClickHouse(folder);
        }
    }

    private void deleteOldData(DataFolder folder) {
        if (settings.postgres()) {
            say("--fresh: deleting " + folder.postgres());
            folder.deletePostgres();
        }
        if (settings.clickHouse()) {
            say("--fresh: deleting " + folder.clickHouse());
            folder.deleteClickHouse();
        }
    }

    private void startPostgres(DataFolder folder) {
        say("PostgreSQL: starting, data in " + folder.postgres());
        LocalPostgres server = opened(
                LocalPostgres.start(LocalPostgres.Options.in(folder.postgres()).withPort(settings.postgresPort())));
        databases.add(
                new DeathWatch.Watched(server::isRunning, () -> obituary("PostgreSQL", server.pid(), server.log())));
        server.createDatabaseIfMissing(DATABASE);
        environment.put(Settings.DATABASE_URL, server.url(DATABASE));
        say("PostgreSQL: " + server.url(DATABASE));
    }

    private void startClickHouse(DataFolder folder) {
        Settings.ClickHouseSettings chosen = settings.onClickHouse();
        say("ClickHouse: starting, data in " + folder.clickHouse());
        LocalClickHouse server = opened(LocalClickHouse.start(LocalClickHouse.Options.in(folder.clickHouse())
                .withPort(chosen.port())
                .withCredentials(chosen.user(), chosen.password())));
        databases.add(
                new DeathWatch.Watched(server::isRunning, () -> obituary("ClickHouse", server.pid(), server.log())));
        ClickHouseSchema.create(server, chosen);
        environment.put(Settings.CLICKHOUSE_HOST, "127.0.0.1");
        environment.put("CLICKHOUSE_PORT", Integer.toString(server.port()));
        environment.put("CLICKHOUSE_USER", chosen.user());
        environment.put("CLICKHOUSE_PASSWORD", chosen.password());
        environment.put("CLICKHOUSE_SCHEMA", chosen.schema());
        say("ClickHouse: " + server.url());
    }

    private static String obituary(String name, long pid, Path log) {
        return "error: the local " + name + " (process " + pid + ") has ended by itself, so this run ends; see " + log
                + ", and start again: what was committed is kept";
    }

    /** Until the result is closed, a database that ends by itself is told of, and then this is done, in another thread. */
    DeathWatch watch(OrderlyEnd signal, Runnable onDeath) {
        return DeathWatch.over(databases, signal::isRequested, obituary -> {
            databaseDied = true;
            say(obituary);
            onDeath.run();
        });
    }

    boolean databaseDied() {
        return databaseDied;
    }

    /** The variables by which an application finds the databases that were started. */
    Map<String, String> environment() {
        return environment;
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    void say(String line) {
        progress.println(line);
        progress.flush();
    }

    @Override
    public void close() throws Exception {
        // Waiting for the end of a server must not be cut short by the signal that asked for it.
        boolean interrupted = Thread.interrupted();
        if (open.size() > 1) {
            say("stopping the databases");
        }
        Exception failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                // The others are to be stopped all the same.
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
