package dev.postrider.outbox;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What to do about an error that PostgreSQL reports, by SQLSTATE. */
final class DatabaseRefusal {

    /** What the trigger publishing_gate raises. */
    private static final String PUBLISHING_REFUSED = "PR001";

    private DatabaseRefusal() {}

    static OutboxException of(String doing, SQLException e) {
        if (PUBLISHING_REFUSED.equals(e.getSQLState())) {
            return new PublishingRefusedException(doing + " failed: " + e.getMessage(), e);
        }
        String remedy = remedy(e.getSQLState());
        return new OutboxException(doing + " failed: " + e.getMessage() + (remedy == null ? "" : " — " + remedy), e);
    }

    private static @Nullable String remedy(@Nullable String sqlState) {
        return switch (sqlState == null ? "" : sqlState) {
            // undefined schema, undefined table or column
            case "3F000", "42P01", "42703" -> "is the outbox's schema in this database? " + OutboxSchema.REMEDY;
            // insufficient privilege
            case "42501" -> "writers need the role postrider_writer: GRANT postrider_writer TO the user";
            // read-only transaction
            case "25006" -> "publish needs a transaction that may write: not read-only, not on a standby";
            // the transaction was aborted by an earlier error
            case "25P02" -> "an earlier statement of this transaction failed: roll it back and look for that error";
            default -> null;
        };
    }
}
