package dev.postrider.examples.users.pages;

import dev.postrider.examples.users.user.User;
import dev.postrider.examples.users.user.Users;
import dev.postrider.relay.Relay;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.log.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Reads what the operator's page shows. Costs a few index look-ups, whatever the size of the tables. Thread-safe. */
@Component
class OperatorOverview {
    /** Users are counted up to this number; a higher count is not worth its cost. */
    static final int USERS_COUNTED = 100_000;

    private static final int ROWS = 10;
    private static final Logger log = LoggerFactory.getLogger(OperatorOverview.class);

    private final Users users;
    private final DataSource dataSource;
    private final ObjectProvider<Relay> relay;

    /** What the page shows: exactly one of the two is there. */
    record View(@Nullable Figures figures, @Nullable String unreadable) {}

    /**
     * @param userCount counted up to {@link #USERS_COUNTED} + 1
     * @param outage what keeps the relay of this process from delivering; null if nothing does, or if none runs here
     */
    record Figures(
            long userCount,
            List<User> latestUsers,
            OutboxStatus outbox,
            List<OutboxStatus.LedgerBatch> batches,
            List<OutboxStatus.Failure> failures,
            @Nullable Outage outage) {}

    OperatorOverview(Users users, DataSource dataSource, ObjectProvider<Relay> relay) {
        this.users = users;
        this.dataSource = dataSource;
        this.relay = relay;
    }

    View read() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setReadOnly(true);
            return new View(
                    new Figures(
                            users.countUpTo(USERS_COUNTED + 1L),
                            users.newest(Long.MAX_VALUE, ROWS),
                            OutboxStatus.read(connection),
                            OutboxStatus.lastBatches(connection, ROWS),
                            OutboxStatus.lastFailures(connection, ROWS),
                            Optional.ofNullable(relay.getIfAvailable())
                                    .flatMap(here -> here.status().currentOutage())
                                    .orElse(null)),
                    null);
        } catch (SQLException | DataAccessException unreadable) {
            // the page comes back every few seconds
            log.warn("the operator's page can't read the database: {}", Reason.of(unreadable));
            return new View(null, Reason.of(unreadable));
        }
    }
}
