package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.SinkException;
import dev.postrider.relay.sql.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Collects findings; a look that fails is a finding itself, and doesn't keep from the next. One use, one thread. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    /** A look at one thing. */
    @FunctionalInterface
    interface Look {
        List<Finding> find() throws SQLException, SinkException;
    }

    /** A look at PostgreSQL, in a transaction of its own: one that fails does not end the others. */
    void look(Connection connection, String id, Look look) {
        look(id, () -> {
            try {
                return look.find();
            } finally {
                Connections.readAnew(connection);
            }
        });
    }

    void look(String id, Look look) {
        try {
            all.addAll(look.find());
        } catch (SQLException | SinkException | RuntimeException e) {
            String reason = e.getMessage() == null
                    ? e.getClass().getSimpleName()
                    : e.getMessage().lines().findFirst().orElse("");
            all.add(Finding.notice(
                    id, "could not be looked at: " + reason, "Nothing is known about it; the rest was looked at."));
        }
    }

    void add(Finding finding) {
        all.add(finding);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
