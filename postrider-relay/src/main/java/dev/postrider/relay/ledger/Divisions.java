package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.Division;
import dev.postrider.relay.lease.FenceLostException;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** How unfinished batches are divided, in the transactions of a term. */
final class Divisions {
    private static final String DIVISIONS = SqlFile.text(Divisions.class, "divisions.sql");
    private static final NamedSql DIVIDE = NamedSql.file(Divisions.class, "divide.sql");
    private static final String FORGET = SqlFile.text(Divisions.class, "forget_divisions.sql");

    private static final int FIRST_SHARD = 0;

    private final long fence;

    Divisions(long fence) {
        this.fence = fence;
    }

    /**
     * What is known of a batch that is taken over, by shard.
     *
     * @param splitParts what a relay of an earlier version has kept, which was the last to divide the batch if there is any
     */
    Map<Integer, List<Division>> takeOver(Connection connection, long batchNo, Integer[] splitParts)
            throws SQLException {
        if (splitParts.length == 0) {
            return read(connection, batchNo);
        }
        List<Division> halves = ofSplitParts(splitParts);
        forget(connection, batchNo, FIRST_SHARD);
        add(connection, batchNo, FIRST_SHARD, 1, halves);
        return Map.of(FIRST_SHARD, halves);
    }

    private static Map<Integer, List<Division>> read(Connection connection, long batchNo) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DIVISIONS)) {
            statement.setLong(1, batchNo);
            Map<Integer, List<Division>> divisions = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    divisions
                            .computeIfAbsent(row.getInt(4), shard -> new ArrayList<>())
                            .add(new Division(
                                    List.of((Integer[]) row.getArray(1).getArray()),
                                    Division.Way.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                                    row.getInt(3)));
                }
            }
            return divisions;
        }
    }

    /** Nodes of a tree: 1 is the whole batch, and the halves of n are 2n and 2n + 1. */
    private static List<Division> ofSplitParts(Integer[] splitParts) {
        List<Integer> nodes = new ArrayList<>(List.of(splitParts));
        Collections.sort(nodes);
        Map<Integer, Integer> parts = new HashMap<>(Map.of(1, 1));
        List<Division> halves = new ArrayList<>();
        for (int node : nodes) {
            Integer part = parts.get(node);
            if (part == null) {
                throw new IllegalStateException("relay_batch.split_parts has " + node + " without " + node / 2);
            }
            halves.add(Division.halves(part));
            parts.put(2 * node, 2 * halves.size());
            parts.put(2 * node + 1, 2 * halves.size() + 1);
        }
        return halves;
    }

    /** Adds divisions of what goes to a shard, of which the first has that number. */
    void add(Connection connection, long batchNo, int shard, int firstNo, List<Division> more) throws SQLException {
        List<Integer> numbers =
                IntStream.range(firstNo, firstNo + more.size()).boxed().toList();
        try (NamedStatement statement = DIVIDE.prepare(connection)) {
            statement
                    .setArray("division_nos", "integer", numbers, number -> number)
                    .setArray("parts", "text", more, Divisions::parts)
                    .setArray("ways", "text", more, one -> one.way().name().toLowerCase(Locale.ROOT))
                    .setArray("values", "integer", more, Division::value)
                    .set("batch_no", batchNo)
                    .set("shard", shard)
                    .set("fence", fence);
            if (statement.executeUpdate() != more.size()) {
                throw new FenceLostException(fence, "dividing batch " + batchNo);
            }
        }
    }

    private static String parts(Division division) {
        return String.join(",", division.parts().stream().map(String::valueOf).toList());
    }

    void forget(Connection connection, long batchNo, int shard) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setLong(1, batchNo);
            statement.setLong(2, fence);
            statement.setInt(3, shard);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new FenceLostException(fence, "putting batch " + batchNo + " together");
                }
            }
        }
    }
}
