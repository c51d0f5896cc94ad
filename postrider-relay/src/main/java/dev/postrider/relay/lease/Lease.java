package dev.postrider.relay.lease;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * The right to be the active relay, on the database's clock: a row that says who took it, and a heartbeat that says until when.
 * A row and not an advisory lock, because behind a pooler in transaction mode two relays could both hold the lock. The heartbeat
 * is a sequence beside the row, because it costs no WAL and no transaction id: a relay with nothing to do writes nothing.
 *
 * <p>The lease sees to it that one relay works at a time, as a rule. That no event is lost or doubled where two work at once (a
 * heartbeat crossed a take-over, or was lost in a crash of the server) rests on the fence alone, which only a take-over raises.
 *
 * <p>Thread-safe. Every call borrows a connection for one statement.
 */
public final class Lease {
    private static final NamedSql TAKE = NamedSql.file(Lease.class, "take.sql");
    private static final NamedSql IS_FREE = NamedSql.file(Lease.class, "is_free.sql");
    private static final String PROLONG = SqlFile.text(Lease.class, "prolong.sql");
    private static final String RELEASE = SqlFile.text(Lease.class, "release.sql");

    private final DataSource dataSource;
    private final String owner;
    private final Duration term;
    private final LongSupplier nanoTime;
    private volatile long heldUntilNanos;
    private volatile String identity = "";

    /**
     * Takes nothing yet.
     *
     * @param owner a name that no other relay has, for people and for the row
     * @param term how long the lease lasts after each {@link #take} and {@link #prolong}
     * @param nanoTime a clock that only goes forward
     */
    public Lease(DataSource dataSource, String owner, Duration term, LongSupplier nanoTime) {
        this.dataSource = dataSource;
        this.owner = owner;
        this.term = term;
        this.nanoTime = nanoTime;
        this.heldUntilNanos = nanoTime.getAsLong();
    }

    /** Whether {@link #take} would take it, or be refused; another relay may be quicker. */
    public boolean isFree() throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = IS_FREE.prepare(connection)) {
            statement.set("owner", owner).set("version", OutboxSchema.version());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Takes the lease, also again. Gives the fence, or nothing while another relay holds it. Writes only if it takes it. */
    public OptionalLong take() throws SQLException {
        // Counted from before the query: the local deadline must not be later than the database's.
        long asked = nanoTime.getAsLong();
        long fence;
        String answeredIn;
        try (Connection connection = Connections.committing(dataSource, socketTimeout());
                NamedStatement statement = TAKE.prepare(connection)) {
            statement.set("owner", owner).set("version", OutboxSchema.version()).set("term_millis", term.toMillis());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return OptionalLong.empty();
                }
                fence = row.getLong(1);
                answeredIn = row.getString(2);
            }
        }
        held(asked, answeredIn);
        return OptionalLong.of(fence);
    }

    /**
     * Prolongs the lease that was taken. Writes no WAL, from PostgreSQL 15 on.
     *
     * @return false if another relay has taken it
     */
    public boolean prolong(long fence) throws SQLException {
        long asked = nanoTime.getAsLong();
        String answeredIn;
        try (Connection connection = Connections.committing(dataSource, socketTimeout());
                PreparedStatement statement = connection.prepareStatement(PROLONG)) {
            statement.setLong(1, term.toMillis());
            statement.setString(2, owner);
            statement.setLong(3, fence);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                answeredIn = row.getString(1);
            }
        }
        held(asked, answeredIn);
        return true;
    }

    /** Only when it is committed. */
    private void held(long askedNanos, String answeredIn) {
        heldUntilNanos = askedNanos + term.toNanos();
        identity = answeredIn;
    }

    /** Whether the lease was taken or prolonged so lately that it has not run out. */
    public boolean isHeld() {
        return heldUntilNanos - nanoTime.getAsLong() > 0;
    }

    /**
     * The identity of the database that the last successful {@link #take} or {@link #prolong} was answered in: it changes when
     * connections lead to another server. Empty before the first.
     */
    public String identity() {
        return identity;
    }

    /** A connection that is broken without a word must not use up the whole term: half of it is left for another. */
    private Duration socketTimeout() {
        return term.dividedBy(2);
    }

    /** Gives the lease up, if it is held. */
    public void release() throws SQLException {
        heldUntilNanos = nanoTime.getAsLong();
        try (Connection connection = Connections.committing(dataSource, socketTimeout());
                PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.setString(1, owner);
            statement.executeUpdate();
        }
    }
}
