package dev.postrider.relay.status;

import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was known of delivery at earlier times, as relays told it. Times are those of the database's clock. */
public final class DeliveryHistory {
    /** While events come, wait or can't be delivered, a relay tells once a minute: after a longer silence nothing is known. */
    public static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    /** The same where nothing was to be done: then a relay tells every five minutes. */
    public static final Duration LONGEST_SILENCE_AT_REST = Duration.ofMinutes(6);

    /** Stretches in one answer at most. */
    public static final int MOST = 1_000;

    private static final NamedSql AT = NamedSql.file(DeliveryHistory.class, "history_at.sql");
    private static final NamedSql STRETCHES = NamedSql.file(DeliveryHistory.class, "history_stretches.sql");

    private DeliveryHistory() {}

    /** What was known at a time. */
    public sealed interface Known {
        /**
         * A relay had told it.
         *
         * @param toldAt when, lately enough to go by
         * @param owner the relay
         */
        record Told(Instant toldAt, String owner, HistoryEntry entry) implements Known {}

        /**
         * Nothing was known.
         *
         * @param reason why not, for people
         * @param lastTold what was told last before that time; null if nothing is kept of it
         */
        record Nothing(String reason, @Nullable Told lastTold) implements Known {}
    }

    /**
     * A time in which the state stayed the same.
     *
     * @param from when it was told first; or that nothing was told since then
     * @param until when something else was told, or the end of the range of times that was asked for; null if it lasts until now
     * @param state the code of the state; {@link DeliveryState#NOT_KNOWN} also for a time in which no relay told anything
     * @param reason why; null where it needs none
     * @param since since when events were not delivered, if they were not and that was known
     * @param delivered events delivered until its end, since the outbox was made; null if nothing was told
     * @param mostPending the most events that waited at once, as far as they were counted; null if that was not known
     */
    public record Stretch(
            Instant from,
            @Nullable Instant until,
            String state,
            @Nullable String reason,
            @Nullable Instant since,
            @Nullable Long delivered,
            @Nullable Long mostPending) {}

    /** What was known at a time. */
    public static Known at(Connection connection, Instant time) throws SQLException {
        try (NamedStatement statement = AT.prepare(connection).set("at", time);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (time.isAfter(Instants.at(row, 13))) {
                return new Known.Nothing("that time has not come yet, by the database's clock", null);
            }
            Instant toldAt = Instants.orNull(row, 1);
            if (toldAt == null) {
                Instant first = Instants.orNull(row, 12);
                return new Known.Nothing(
                        first == null ? "no relay has told anything yet" : "what is kept begins at " + first, null);
            }
            Known.Told told = new Known.Told(toldAt, row.getString(2), entry(row));
            boolean isSilent = Duration.between(toldAt, time)
                            .compareTo(longestSilence(told.entry().state()))
                    > 0;
            return isSilent ? new Known.Nothing("no relay told anything after " + toldAt, told) : told;
        }
    }

    /** How long nothing more need be told after a state, until nothing is known any more. */
    private static Duration longestSilence(String state) {
        return state.equals(DeliveryState.NOTHING_TO_DO) ? LONGEST_SILENCE_AT_REST : LONGEST_SILENCE;
    }

    private static HistoryEntry entry(ResultSet row) throws SQLException {
        return new HistoryEntry(
                row.getString(3),
                row.getString(4),
                Instants.orNull(row, 5),
                row.getObject(6, Long.class),
                row.getBoolean(7),
                Durations.ofMillis(row, 8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getObject(14, Long.class),
                insertTimes(row));
    }

    private static @Nullable InsertTimes insertTimes(ResultSet row) throws SQLException {
        Long inserts = row.getObject(15, Long.class);
        return inserts == null
                ? null
                : new InsertTimes(inserts, Duration.ofMillis(row.getLong(16)), Durations.ofMillis(row, 17));
    }

    /**
     * How the state changed in a range of times, the newest first. Where no relay told anything for too long, there is a stretch of its
     * own.
     *
     * @param before the end of the range; null for now
     * @param most stretches at most, 1 to {@value #MOST}; those of silence come on top
     */
    public static List<Stretch> stretches(Connection connection, Instant since, @Nullable Instant before, int most)
            throws SQLException {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException(most + " stretches were asked for, must be 1 to " + MOST);
        }
        Instant now = now(connection);
        // What comes behind the range was not asked for.
        Instant end = before != null && before.isBefore(now) ? before : null;
        try (NamedStatement statement = STRETCHES
                        .prepare(connection)
                        .set("since", since)
                        .set("before", before)
                        .set("silence_millis", LONGEST_SILENCE.toMillis())
                        .set("silence_at_rest_millis", LONGEST_SILENCE_AT_REST.toMillis())
                        .set("most", most);
                ResultSet row = statement.executeQuery()) {
            List<Stretch> stretches = new ArrayList<>();
            while (row.next()) {
                add(row, end, now, stretches);
            }
            return stretches;
        }
    }

    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return Instants.at(row, 1);
        }
    }

    private static void add(ResultSet row, @Nullable Instant end, Instant now, List<Stretch> stretches)
            throws SQLException {
        String state = row.getString(4);
        Instant last = Instants.at(row, 2);
        Instant toldNext = Instants.orNull(row, 3);
        Instant next = toldNext == null ? end : toldNext;
        boolean silence = Duration.between(last, next == null ? now : next).compareTo(longestSilence(state)) > 0;
        if (silence) {
            stretches.add(new Stretch(
                    last, next, DeliveryState.NOT_KNOWN, "no relay told anything after " + last, null, null, null));
        }
        stretches.add(new Stretch(
                Instants.at(row, 1),
                silence ? last : next,
                state,
                row.getString(5),
                Instants.orNull(row, 6),
                row.getLong(7),
                row.getObject(8, Long.class)));
    }
}
