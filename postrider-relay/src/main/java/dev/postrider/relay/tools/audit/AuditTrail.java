package dev.postrider.relay.tools.audit;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.tools.Period;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What people did by hand to events: decisions about dead letters, replays, repairs, rebases, pauses, opened payloads; and tokens that they made
 * and revoked. Thread-safe.
 */
public final class AuditTrail {
    /** Actions in one answer at most. */
    public static final int MOST = 1_000;

    private static final NamedSql ACTIONS = NamedSql.file(AuditTrail.class, "actions.sql");
    private static final NamedSql OPEN_PAYLOAD = NamedSql.file(AuditTrail.class, "open_payload.sql");

    private final DataSource dataSource;

    /** Connects to nothing yet. */
    public AuditTrail(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Actions that began in a period, the newest first.
     *
     * @param period null for any time
     * @param most how many at the most, 1 to {@value #MOST}
     */
    public List<OperatorAction> actions(@Nullable Period period, int most) throws SQLException {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException(most + " actions were asked for, must be 1 to " + MOST);
        }
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = ACTIONS.prepare(connection)
                        .set("since", period == null ? null : period.since())
                        .set("before", period == null ? null : period.before())
                        .set("most", most);
                ResultSet row = statement.executeQuery()) {
            List<OperatorAction> actions = new ArrayList<>();
            while (row.next()) {
                actions.add(new OperatorAction(
                        Instants.at(row, 1),
                        Instants.orNull(row, 2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getString(8)));
            }
            return actions;
        }
    }

    /**
     * Writes down that somebody opens contexts of events. When it returns, the entry is there for ever; if it fails, nothing is known of
     * it, and the contexts should not be shown.
     *
     * @param by who
     * @param what which, as a JSON object
     * @param events how many contexts; 0 if that is not known yet
     */
    public void opened(@Nullable String by, String what, long events) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = OPEN_PAYLOAD.prepare(connection)) {
            statement
                    .set("opened_by", by)
                    .set("what", what)
                    .set("events", events)
                    .executeUpdate();
        }
    }
}
