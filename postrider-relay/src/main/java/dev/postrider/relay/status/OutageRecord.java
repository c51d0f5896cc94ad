package dev.postrider.relay.status;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.status.Outage.Kind;
import dev.postrider.relay.status.Outage.Where;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Where a relay tells of its outage, so that other processes find it. One relay's word counts at a time: that of the active one,
 * or of the first that can't become active. Thread-safe; every call is one statement.
 */
public final class OutageRecord {
    private static final NamedSql TELL = NamedSql.file(OutageRecord.class, "tell_outage.sql");
    private static final String CLEAR = SqlFile.text(OutageRecord.class, "clear_outage.sql");

    private final DataSource dataSource;
    private final String owner;

    /**
     * Writes nothing yet.
     *
     * @param owner the relay, as it is called in the lease
     */
    public OutageRecord(DataSource dataSource, String owner) {
        this.dataSource = dataSource;
        this.owner = owner;
    }

    /**
     * An outage as its relay sees it.
     *
     * @param age how long it has lasted
     */
    public record Entry(Where where, Kind kind, String code, String reason, Duration age, int attempts) {}

    /** Tells of an outage, unless another relay's word counts. */
    public void tell(Entry outage) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = TELL.prepare(connection)) {
            statement
                    .set("owner", owner)
                    .set("place", outage.where().text())
                    .set("kind", outage.kind().text())
                    .set("code", outage.code())
                    // PostgreSQL keeps no NUL in a text
                    .set("reason", outage.reason().replace('\0', ' '))
                    .set("age_millis", outage.age().toMillis())
                    .set("attempts", outage.attempts())
                    .executeUpdate();
        }
    }

    /** Delivery works: there is no outage. Only for the active relay; writes nothing if none was told. */
    public void clear() throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(CLEAR)) {
            statement.setString(1, owner);
            statement.executeUpdate();
        }
    }
}
