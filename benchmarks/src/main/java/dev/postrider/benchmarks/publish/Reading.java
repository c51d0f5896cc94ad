package dev.postrider.benchmarks.publish;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A statement's only value. */
final class Reading {
    private Reading() {}

    static long one(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException("no row came of " + statement);
            }
            return rows.getLong(1);
        }
    }
}
