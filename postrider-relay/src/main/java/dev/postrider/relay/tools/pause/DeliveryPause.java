package dev.postrider.relay.tools.pause;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.tools.Decision;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Pauses delivery until somebody resumes it. Batches that are planned are finished; no other is planned, and events wait in the outbox.
 * Publishing goes on. Thread-safe.
 */
public final class DeliveryPause {
    private static final NamedSql PAUSE = NamedSql.file(DeliveryPause.class, "pause.sql");
    private static final NamedSql RESUME = NamedSql.file(DeliveryPause.class, "resume.sql");

    private final DataSource dataSource;

    /** Connects to nothing yet. */
    public DeliveryPause(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Pauses delivery.
     *
     * @param decision who does it, and why, which has to be said
     * @return false if it was paused already: then that pause is left as it is
     * @throws IllegalArgumentException if the decision has no note
     */
    public boolean pause(Decision decision) throws SQLException {
        String note = decision.note();
        if (note == null || note.isBlank()) {
            throw new IllegalArgumentException("a pause needs a note that says why: others will find it");
        }
        return run(PAUSE, decision);
    }

    /**
     * Resumes delivery.
     *
     * @return false if it was not paused
     */
    public boolean resume(Decision decision) throws SQLException {
        return run(RESUME, decision);
    }

    private boolean run(NamedSql sql, Decision decision) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement =
                        sql.prepare(connection).set("by", decision.by()).set("note", decision.note());
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
