package dev.postrider.relay.tools.deadletter;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives a statement its values, one after the other. One use, one thread. */
final class Binding {
    private final PreparedStatement statement;
    private int at = 1;

    Binding(PreparedStatement statement) {
        this.statement = statement;
    }

    Binding number(long value) throws SQLException {
        statement.setLong(at++, value);
        return this;
    }

    Binding text(@Nullable String value) throws SQLException {
        statement.setString(at++, value);
        return this;
    }

    Binding time(@Nullable Instant value) throws SQLException {
        statement.setObject(at++, value == null ? null : value.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
        return this;
    }

    Binding key(DeadLetterKey key) throws SQLException {
        return time(key.failedAt()).number(key.eventId()).time(key.eventDateTime());
    }

    /** Two arrays: the events' ids and their times. */
    Binding identities(List<DeadLetterKey> keys) throws SQLException {
        array("bigint", keys.stream().map(DeadLetterKey::eventId).toArray());
        return array(
                "timestamptz",
                keys.stream().map(key -> key.eventDateTime().toString()).toArray());
    }

    /** What {@code matching.sql} asks for, in its order, each value twice. */
    Binding filter(DeadLetterFilter filter) throws SQLException {
        for (int twice = 0; twice < 2; twice++) {
            if (filter.eventIds().isEmpty()) {
                statement.setNull(at++, Types.ARRAY);
            } else {
                array("bigint", filter.eventIds().toArray());
            }
        }
        text(filter.eventType()).text(filter.eventType());
        text(filter.environment()).text(filter.environment());
        object(filter.code(), Types.INTEGER).object(filter.code(), Types.INTEGER);
        text(filter.reasonContains()).text(filter.reasonContains());
        object(filter.batchNo(), Types.BIGINT).object(filter.batchNo(), Types.BIGINT);
        time(filter.failedFrom()).time(filter.failedFrom());
        return time(filter.failedBefore()).time(filter.failedBefore());
    }

    private Binding object(@Nullable Object value, int type) throws SQLException {
        statement.setObject(at++, value, type);
        return this;
    }

    private Binding array(String type, Object[] values) throws SQLException {
        statement.setArray(at++, statement.getConnection().createArrayOf(type, values));
        return this;
    }
}
