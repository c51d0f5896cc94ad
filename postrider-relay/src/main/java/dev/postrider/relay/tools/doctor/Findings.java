package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Collects findings; a check that fails is a finding itself, and doesn't keep from the next. One use, one thread. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    /** A check of one thing. */
    @FunctionalInterface
    interface Check {
        List<Finding> find() throws SQLException, SinkException;
    }

    /** A check of PostgreSQL, in a transaction of its own: one that fails does not end the others. */
    void check(Connection connection, String id, Check check) {
        check(id, () -> {
            try {
                return check.find();
            } finally {
                Connections.readAnew(connection);
            }
        });
    }

    void check(String id, Check check) {
        try {
            all.addAll(check.find());
        } catch (SQLException | SinkException | RuntimeException e) {
            all.add(Finding.notice(
                    id, "could not be checked: " + reason(e), "Nothing is known about it; the rest was checked."));
        }
    }

    /** In one line. */
    static String reason(Exception e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }

    void add(Finding finding) {
        all.add(finding);
    }

    void addAll(List<Finding> findings) {
        all.addAll(findings);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
