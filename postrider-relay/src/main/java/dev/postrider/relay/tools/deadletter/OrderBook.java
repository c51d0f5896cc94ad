package dev.postrider.relay.tools.deadletter;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.tools.Decision;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where orders about dead letters are written down, with how far they got. Thread-safe. */
final class OrderBook {
    private static final NamedSql BEGIN = NamedSql.file(OrderBook.class, "begin_order.sql");
    private static final NamedSql ORDERS = NamedSql.file(OrderBook.class, "orders.sql");
    private static final NamedSql COUNT = NamedSql.file(OrderBook.class, "count_order.sql");
    private static final NamedSql FINISH = NamedSql.file(OrderBook.class, "finish_order.sql");

    private final DataSource dataSource;

    OrderBook(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    DeadLetterOrder begin(String action, DeadLetterFilter filter, Decision decision) throws SQLException {
        long number;
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = BEGIN.prepare(connection)) {
            filter.set(statement);
            statement.set("action", action).set("by", decision.by()).set("note", decision.note());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                number = row.getLong(1);
            }
        }
        return find(number);
    }

    /** @throws IllegalArgumentException if there is none of this number */
    DeadLetterOrder find(long number) throws SQLException {
        return orders(number).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no order number " + number));
    }

    List<DeadLetterOrder> unfinished() throws SQLException {
        return orders(null);
    }

    /** In the transaction of those letters. */
    void count(Connection connection, DeadLetterOrder order, long letters) throws SQLException {
        try (NamedStatement statement = COUNT.prepare(connection)) {
            statement.set("number", order.number()).set("letters", letters).executeUpdate();
        }
    }

    void finish(DeadLetterOrder order) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = FINISH.prepare(connection)) {
            statement.set("number", order.number()).executeUpdate();
        }
    }

    private List<DeadLetterOrder> orders(@Nullable Long number) throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = ORDERS.prepare(connection).set("number", number);
                ResultSet row = statement.executeQuery()) {
            List<DeadLetterOrder> orders = new ArrayList<>();
            while (row.next()) {
                orders.add(order(row));
            }
            return orders;
        }
    }

    private static DeadLetterOrder order(ResultSet row) throws SQLException {
        DeadLetterFilter filter = new DeadLetterFilter(
                List.of((Long[]) row.getArray(3).getArray()),
                row.getString(4),
                row.getString(5),
                row.getObject(6, Integer.class),
                row.getString(7),
                row.getObject(8, Long.class),
                Instants.orNull(row, 9),
                Instants.orNull(row, 10));
        return new DeadLetterOrder(
                row.getLong(1),
                row.getString(2),
                filter,
                new Decision(row.getString(11), row.getString(12)),
                Instants.at(row, 13),
                Instants.at(row, 14),
                row.getLong(15),
                Instants.orNull(row, 16));
    }
}
