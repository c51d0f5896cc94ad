package dev.postrider.test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The committed events of an outbox that meet some conditions, asked for in SQL.
 *
 * @param description of the conditions, each with a blank before it
 * @param values of the conditions' parameters, in order
 */
record PublishedEvents(DataSource outbox, String description, List<String> conditions, List<String> values) {
    /** Escapes that jsonb refuses, for both regex dialects. */
    static final String ONLY_TEXT = "\\\\u(0000|d[89a-f])";

    private static final int SHOWN = 10;

    static PublishedEvents in(DataSource outbox) {
        return new PublishedEvents(outbox, "", List.of(), List.of());
    }

    static boolean onlyComparableAsText(String json) {
        return Pattern.compile(ONLY_TEXT, Pattern.CASE_INSENSITIVE)
                .matcher(json)
                .find();
    }

    PublishedEvents where(String words, String condition, String value) {
        List<String> allConditions = new ArrayList<>(conditions);
        allConditions.add(condition);
        List<String> allValues = new ArrayList<>(values);
        allValues.add(value);
        return new PublishedEvents(outbox, description + " " + words, allConditions, allValues);
    }

    long count() {
        return Long.parseLong(select("count(*)", "").get(0));
    }

    /** The newest few, one a line, for messages. */
    List<String> newest() {
        return select(
                "format('  %s %s %s, version %s, %s', id, event_type, event_context, metadata_version, environment)",
                " ORDER BY id DESC LIMIT " + SHOWN);
    }

    private List<String> select(String expression, String order) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        String sql = "SELECT " + expression + " FROM postrider.event_outbox" + where + order;
        try (Connection connection = outbox.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the outbox could not be read for events" + description + ": " + e.getMessage(), e);
        }
    }
}
