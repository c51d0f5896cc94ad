package dev.postrider.relay;

import dev.postrider.relay.ledger.OutboxStatus;
import dev.postrider.relay.sql.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the lag once a second, in every state: a relay that stands by knows it too. */
final class LagProbe implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LagProbe.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final StatusBoard board;
    private final Pauses stop;

    LagProbe(DataSource dataSource, StatusBoard board, Pauses stop) {
        this.dataSource = dataSource;
        this.board = board;
        this.stop = stop;
    }

    @Override
    public void run() {
        while (!stop.ended()) {
            try (Connection connection = Connections.committing(dataSource)) {
                board.lag(OutboxStatus.lag(connection).toNanos());
            } catch (SQLException | RuntimeException e) {
                // The relay's own thread reports the outage; here it only means that the lag is not known.
                log.atDebug().setCause(e).log("the lag can't be measured now");
                board.lag(null);
            }
            stop.sleep(INTERVAL);
        }
    }
}
