package dev.postrider.relay.status;

import java.time.Instant;

/**
 * A time in which a relay can't deliver, from the first failure to the next success, however many attempts it takes.
 *
 * @param where {@code PostgreSQL} or {@code ClickHouse}
 * @param kind {@code unavailable}, {@code refused}, {@code unknown} or {@code halted}
 * @param code the database's error code (ClickHouse's number, PostgreSQL's SQLSTATE), or empty
 * @param reason what happened, for people
 * @param since when the first attempt failed
 * @param attempts how many attempts failed so far
 */
public record Outage(String where, String kind, String code, String reason, Instant since, int attempts) {}
