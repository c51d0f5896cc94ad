package dev.postrider.benchmarks.fleet;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Transactions of ten events at a steady rate, one outbox after the other, whatever their number. One that is late is not left
 * out: the next follow as fast as they can.
 */
final class EvenLoad implements AutoCloseable {
    static final int EVENTS_IN_EACH = 10;

    private final List<Connection> connections = new ArrayList<>();
    private final List<PreparedStatement> publish = new ArrayList<>();

    EvenLoad(FleetDatabases databases) throws SQLException {
        for (int outbox = 0; outbox < databases.number(); outbox++) {
            Connection writer = databases.writer(outbox);
            connections.add(writer);
            PreparedStatement statement = writer.prepareStatement(FleetDatabases.publish());
            statement.setInt(1, EVENTS_IN_EACH);
            publish.add(statement);
        }
    }

    /** Publishes for that long and gives how many events that were. */
    long run(int eventsPerSecond, int seconds) throws SQLException, InterruptedException {
        long transactions = (long) eventsPerSecond * seconds / EVENTS_IN_EACH;
        long began = System.nanoTime();
        for (long n = 0; n < transactions; n++) {
            long due = began + n * TimeUnit.SECONDS.toNanos(EVENTS_IN_EACH) / eventsPerSecond;
            long early = due - System.nanoTime();
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            publish.get((int) (n % publish.size())).executeUpdate();
        }
        return transactions * EVENTS_IN_EACH;
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
