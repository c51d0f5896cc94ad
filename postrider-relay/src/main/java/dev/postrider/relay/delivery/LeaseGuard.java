package dev.postrider.relay.delivery;

import java.sql.SQLException;

/** Says whether this relay may still send. */
@FunctionalInterface
public interface LeaseGuard {
    /** Throws when another relay may be active. */
    void confirm() throws SQLException;
}
