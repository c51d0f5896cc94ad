package dev.postrider.relay.fleet;

import dev.postrider.relay.fleet.Sight.Sign;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * A process's place in the database of one outbox, from which it shows that it is alive and sees who else is. All times are of the
 * database's clock, or lengths of time. Thread-safe.
 */
final class Seat {
    private static final NamedSql LOOK = NamedSql.file(Seat.class, "look.sql");
    private static final NamedSql SIT_DOWN = NamedSql.file(Seat.class, "sit_down.sql");
    private static final String LEAVE = SqlFile.text(Seat.class, "leave.sql");

    /** No sign is valid for so long: it was shown before the database's clock was set back. */
    private static final long TOO_FAR_AHEAD_MILLIS = Duration.ofMinutes(2).toMillis();

    private final DataSource dataSource;
    private final FleetProcess self;
    private final Duration signLasts;
    private final LongSupplier nanoTime;

    Seat(DataSource dataSource, FleetProcess self, Duration signLasts, LongSupplier nanoTime) {
        this.dataSource = dataSource;
        this.self = self;
        this.signLasts = signLasts;
        this.nanoTime = nanoTime;
    }

    /** Shows a sign, from a seat that is taken first if there is none yet, and looks around. */
    Sight look(boolean wants) throws SQLException {
        try (Connection connection = Connections.committing(dataSource, signLasts)) {
            Sight sight = look(connection, wants);
            return sight.signs().containsKey(self) || !satDown(connection) ? sight : look(connection, wants);
        }
    }

    private Sight look(Connection connection, boolean wants) throws SQLException {
        long asked = nanoTime.getAsLong();
        try (NamedStatement statement = LOOK.prepare(connection)) {
            statement
                    .set("process", self.process())
                    .set("valid_millis", signLasts.toMillis())
                    .set("wants", wants ? 1 : 0);
            try (ResultSet row = statement.executeQuery()) {
                Map<FleetProcess, Sign> signs = new HashMap<>();
                String owner = "";
                boolean isFree = false;
                while (row.next()) {
                    owner = row.getString("owner");
                    isFree = row.getBoolean("is_free");
                    if (row.getString("process") != null) {
                        signs.put(new FleetProcess(row.getString("process"), row.getString("name")), sign(row));
                    }
                }
                return new Sight(signs, owner, isFree, asked);
            }
        }
    }

    private static Sign sign(ResultSet row) throws SQLException {
        long millis = row.getLong("valid_millis");
        boolean isNone = row.wasNull() || millis > TOO_FAR_AHEAD_MILLIS;
        return new Sign(
                TimeUnit.MILLISECONDS.toNanos(isNone ? -TimeUnit.DAYS.toMillis(1) : millis),
                row.getBoolean("wants"),
                row.getBoolean("has_left"));
    }

    private boolean satDown(Connection connection) throws SQLException {
        try (NamedStatement statement = SIT_DOWN.prepare(connection)) {
            statement.set("process", self.process()).set("name", self.name()).set("valid_millis", signLasts.toMillis());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Shows others that this process stops. */
    void leave() throws SQLException {
        try (Connection connection = Connections.committing(dataSource, signLasts);
                PreparedStatement statement = connection.prepareStatement(LEAVE)) {
            statement.setString(1, self.process());
            statement.execute();
        }
    }
}
