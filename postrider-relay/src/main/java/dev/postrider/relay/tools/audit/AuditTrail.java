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
 * What people did by hand to events: decisions about dead letters, replays, repairs, rebases, pauses; and tokens that they made
 * and revoked. Thread-safe.
 */
public final class AuditTrail {
    /** Actions in one answer at most. */
    public static final int MOST = 1_000;

    private static final NamedSql ACTIONS = NamedSql.file(AuditTrail.class, "actions.sql");

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
}
