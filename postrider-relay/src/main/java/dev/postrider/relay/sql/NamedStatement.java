package dev.postrider.relay.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A prepared {@link NamedSql}, which gets each value by its name. One use, one thread. */
public final class NamedStatement implements AutoCloseable {
    private final PreparedStatement statement;
    private final Map<String, List<Integer>> places;
    private final Set<String> missing;

    NamedStatement(PreparedStatement statement, Map<String, List<Integer>> places) {
        this.statement = statement;
        this.places = places;
        this.missing = new LinkedHashSet<>(places.keySet());
    }

    /**
     * Gives a parameter its value: a number, a text, a truth or an {@link Instant}.
     *
     * @throws IllegalArgumentException if the statement has no such parameter
     */
    public NamedStatement set(String name, @Nullable Object value) throws SQLException {
        List<Integer> ofName = places.get(name);
        if (ofName == null) {
            throw new IllegalArgumentException(
                    "the statement has no parameter '" + name + "', it has " + places.keySet());
        }
        for (int place : ofName) {
            statement.setObject(place, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
        missing.remove(name);
        return this;
    }

    /** Gives a parameter an array of a type of PostgreSQL's. */
    public <T> NamedStatement setArray(String name, String type, List<T> values, Function<T, Object> element)
            throws SQLException {
        Stream<Object> elements = values.stream().map(element);
        // The driver takes no byte[] that stands in an Object[].
        Object[] array = type.equals("bytea") ? elements.toArray(byte[][]::new) : elements.toArray();
        return set(name, statement.getConnection().createArrayOf(type, array));
    }

    /** Runs it, and gives the rows of the first that has some, should it be several statements. */
    public ResultSet executeQuery() throws SQLException {
        requireAll();
        return Connections.firstRows(statement);
    }

    /** Runs it, and gives how many rows it changed. */
    public int executeUpdate() throws SQLException {
        requireAll();
        return statement.executeUpdate();
    }

    private void requireAll() {
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the statement's parameters " + missing + " have no value");
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
