package dev.postrider.relay.tools.views;

import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.tools.resend.Resend;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A moment at which nothing of an outbox is on its way: no batch is planned, each that was is acknowledged, and no insert is at work.
 * So what the event log has now is what each view of it was given, and nothing of it comes again under its token. Delivery goes on by
 * itself when it ends, and after two minutes in any case. For one thread; whoever begins it ends it.
 */
final class StandStill implements AutoCloseable {
    /** What is done in it takes a second; a relay must not wait for long for one that died. */
    static final Duration LONGEST = Duration.ofMinutes(2);

    private static final Duration UNTIL_ACKNOWLEDGED = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final String PAUSE = SqlFile.text(StandStill.class, "pause.sql");
    private static final String RESUME = SqlFile.text(StandStill.class, "resume.sql");
    private static final String PLANNED = SqlFile.text(StandStill.class, "planned.sql");

    private final DataSource dataSource;
    private final String holder = "postrider views " + UUID.randomUUID();
    private boolean ended;

    private StandStill(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Pauses planning, and waits until nothing is on its way.
     *
     * @throws ViewsRefusedException if another one is under way, or something stays on its way
     * @throws SinkException if it is not known which inserts are at work
     */
    static StandStill begin(DataSource dataSource, EventLog log, String outbox)
            throws SQLException, SinkException, ViewsRefusedException {
        StandStill pause = new StandStill(dataSource);
        try {
            if (!pause.hold()) {
                throw new ViewsRefusedException("another `postrider views` has paused delivery; wait for its end,"
                        + " which postrider.planning_pause shows");
            }
            pause.await(log, outbox);
            return pause;
        } catch (SQLException | SinkException | ViewsRefusedException | RuntimeException e) {
            pause.closeAfter(e);
            throw e;
        }
    }

    private void await(EventLog log, String outbox) throws SQLException, SinkException, ViewsRefusedException {
        long until = System.nanoTime() + UNTIL_ACKNOWLEDGED.toNanos();
        while (true) {
            long planned = planned();
            if (planned == 0 && log.atWork(QueryIds.ofOutbox(outbox)).isEmpty()) {
                return;
            }
            if (System.nanoTime() - until > 0) {
                throw new ViewsRefusedException(planned + " batches are planned and not acknowledged after "
                        + UNTIL_ACKNOWLEDGED.toSeconds() + " s, or an insert is still at work: nothing was changed."
                        + " See that a relay delivers (postrider status), and try again");
            }
            Resend.sleep(BETWEEN_LOOKS);
        }
    }

    /** Makes it last for two more minutes; false if it has ended meanwhile. */
    boolean hold() throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(PAUSE)) {
            statement.setString(1, holder);
            statement.setInt(2, (int) LONGEST.toSeconds());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Ends it; false if it had ended before, and something may have been on its way. */
    boolean end() throws SQLException {
        ended = true;
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(RESUME)) {
            statement.setString(1, holder);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private long planned() throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(PLANNED);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** It ends by itself if this fails. */
    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() throws SQLException {
        if (!ended) {
            end();
        }
    }
}
