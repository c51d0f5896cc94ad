package dev.postrider.outbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How migrations wait for locks: shortly, because writers queue behind whoever waits for a lock that they don't get along with;
 * and again and again, because a transaction that is open now may be gone a moment later.
 */
final class LockPatience {
    private static final Logger log = LoggerFactory.getLogger(OutboxSchema.class);

    /** So long a statement waits, and writers behind it. */
    static final Duration EACH = Duration.ofMillis(300);

    static final Duration ALL = Duration.ofMinutes(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";

    private static final String HOLDERS = """
            SELECT concat('process ', a.pid, ' of ', a.usename, NULLIF('/' || a.application_name, '/'), ', ', a.state, ', in a transaction for ',
                          extract(epoch FROM clock_timestamp() - a.xact_start)::bigint, ' s: ', left(a.query, 80))
            FROM pg_stat_activity a
            WHERE a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL
              AND EXISTS (SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                          WHERE l.pid = a.pid AND l.granted AND c.relnamespace = to_regnamespace('postrider')
                            AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
            UNION ALL
            SELECT concat('the prepared transaction ''', p.gid, ''' of ', p.owner, ', since ', p.prepared)
            FROM pg_prepared_xacts p WHERE p.database = current_database()
            LIMIT 3""";

    private final DataSource dataSource;
    private final Duration patience;

    LockPatience(DataSource dataSource, Duration patience) {
        this.dataSource = dataSource;
        this.patience = patience;
    }

    /** Does the work, again where it did not get a lock. Each attempt leaves nothing or all. */
    <T> T insist(Supplier<T> work) {
        long began = System.nanoTime();
        long told = began - BETWEEN_LINES.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (!isLockMissing(e)) {
                    throw e;
                }
                Duration waited = Duration.ofNanos(System.nanoTime() - began);
                if (waited.compareTo(patience) >= 0 || !slept(pause)) {
                    throw new OutboxException(
                            "migrating the schema postrider failed: a lock was not to be had in " + waited.toSeconds()
                                    + " s of trying. It is held by " + holders()
                                    + " — end that transaction and run the migration again; nothing is left half done",
                            e);
                }
                if (System.nanoTime() - told >= BETWEEN_LINES.toNanos()) {
                    told = System.nanoTime();
                    log.atWarn()
                            .addKeyValue("held_by", holders())
                            .log("the migration waits for a lock and lets writers go first");
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private static boolean isLockMissing(@Nullable Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (LOCK_NOT_AVAILABLE.equals(sql.getSQLState()) || DEADLOCK.equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private String holders() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HOLDERS)) {
            List<String> holders = new ArrayList<>();
            while (row.next()) {
                holders.add(row.getString(1));
            }
            return holders.isEmpty() ? "a transaction that has just ended" : String.join("; ", holders);
        } catch (SQLException e) {
            return "somebody, whom PostgreSQL does not tell: " + e.getMessage();
        }
    }

    /** False if it was interrupted. */
    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
