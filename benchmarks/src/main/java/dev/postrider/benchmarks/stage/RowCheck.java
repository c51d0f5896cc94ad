package dev.postrider.benchmarks.stage;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Compares both ends row by row: every event that was published, with every column, is in the event log once, and nothing else
 * is. Each end writes a line for each of its events, in the order of their ids, with a hash of 64 bits of all columns; the lines
 * of what was published are kept, so that many deliveries of the same events are compared with one reading of them.
 */
public final class RowCheck {
    /** The context may hold anything, so it comes last: no border between two columns can shift. */
    private static final String PUBLISHED = """
            COPY (SELECT e.id, left(md5(concat_ws(chr(10), (extract(epoch FROM e.event_date_time) * 1000000)::bigint,
                           e.metadata_version, o.outbox, e.event_type, e.environment, COALESCE(e.trace_parent, ''),
                           e.event_context)), 16)
                  FROM postrider.event_outbox e CROSS JOIN postrider.outbox_origin o ORDER BY e.id) TO STDOUT""";

    private static final String DELIVERED = """
            SELECT event_id, substring(lower(hex(MD5(concatWithSeparator(char(10),
                     toString(toUnixTimestamp64Micro(event_date_time)), toString(metadata_version), outbox, event_type,
                     environment, trace_parent, event_context)))), 1, 16)
            FROM %s ORDER BY event_id FORMAT TabSeparated""";

    private RowCheck() {}

    /** Reads what was published: everything that the outbox holds now, which must be all that was ever published in it. */
    public static Expected expected(PostgresDatabase outbox) throws SQLException {
        try (Connection connection = outbox.connect()) {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(PUBLISHED);
            for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
                lines.writeBytes(line);
            }
            return new Expected(lines.toByteArray(), copy.getHandledRowCount());
        }
    }

    /** The events that were published. */
    public static final class Expected {
        private final byte[] lines;
        private final long events;

        private Expected(byte[] lines, long events) {
            this.lines = lines;
            this.events = events;
        }

        /** How many there are. */
        public long events() {
            return events;
        }

        /**
         * Compares with a table that a relay has filled.
         *
         * @throws IllegalStateException naming the first event that is missing, repeated, different or strange
         */
        public void compare(ClickHouseDatabase eventLog, String table) {
            byte[] delivered = eventLog.queryBytes(DELIVERED.formatted(table));
            int at = Arrays.mismatch(lines, delivered);
            if (at >= 0) {
                throw new IllegalStateException("the outbox and " + eventLog.name() + "." + table
                        + " differ: where the one has event and hash " + line(lines, at) + ", the other has "
                        + line(delivered, at));
            }
        }

        private static String line(byte[] lines, int at) {
            int begin = at;
            while (begin > 0 && lines[begin - 1] != '\n') {
                begin--;
            }
            String rest = new String(lines, begin, Math.min(100, lines.length - begin), StandardCharsets.UTF_8);
            return rest.isEmpty() ? "none" : rest.lines().findFirst().orElseThrow();
        }
    }
}
