package dev.postrider.relay.status;

import java.time.Instant;
import java.util.Locale;

/**
 * A time in which a relay can't deliver, from the first failure to the next success, however many attempts it takes.
 *
 * @param where what does not do its part
 * @param kind what is known of the newest failure
 * @param code the database's error code (ClickHouse's number, PostgreSQL's SQLSTATE), or empty
 * @param reason what happened, for people
 * @param since when the first attempt failed
 * @param attempts how many attempts failed so far
 */
public record Outage(Where where, Kind kind, String code, String reason, Instant since, int attempts) {

    /** What does not do its part. */
    public enum Where {
        POSTGRESQL("PostgreSQL"),
        CLICKHOUSE("ClickHouse"),
        /** The relay's own program. */
        RELAY("relay");

        private final String text;

        Where(String text) {
            this.text = text;
        }

        /** As logs, reports and the table {@code relay_outage} have it. */
        public String text() {
            return text;
        }
    }

    /** What is known of a failure. */
    public enum Kind {
        /** The database can't be reached, or does not do now. */
        UNAVAILABLE,
        /** The table takes nothing of a batch. */
        REFUSED,
        /** What became of an insert is not known. */
        UNKNOWN,
        /** A person must decide how to go on. */
        HALTED,
        /** An error of the relay's own. */
        FAILED;

        /** As logs, reports and the table {@code relay_outage} have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
