package dev.postrider.benchmarks.stage;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Compares both ends row by row: every event that was published, with every column, is in the event log once, and nothing else
 * is. Both are streamed; of each published event a hash of 64 bits is kept, so that many deliveries of the same events are
 * compared with one reading of them.
 */
public final class RowCheck {
    /** What an event is, in the order in which it is hashed: the numbers first. */
    private static final String PUBLISHED = """
            COPY (SELECT e.id, (extract(epoch FROM e.event_date_time) * 1000000)::bigint, e.metadata_version,
                         o.outbox, e.event_type::text, e.environment::text, COALESCE(e.trace_parent, ''), e.event_context::text
                  FROM postrider.event_outbox e CROSS JOIN postrider.outbox_origin o) TO STDOUT (FORMAT binary)""";

    private static final String DELIVERED = """
            SELECT event_id, toUnixTimestamp64Micro(event_date_time), metadata_version,
                   outbox, event_type, environment, trace_parent, event_context
            FROM %s FORMAT RowBinary""";

    private static final int NUMBERS = 3;
    private static final int TEXTS = 5;

    private RowCheck() {}

    /** Reads what was published: everything that the outbox holds now, which must be all that was ever published in it. */
    public static Expected expected(PostgresDatabase outbox) throws SQLException, IOException {
        try (Connection connection = outbox.connect()) {
            return expected(connection);
        }
    }

    /** The same by a connection to the outbox. */
    public static Expected expected(Connection connection) throws SQLException, IOException {
        Expected expected = new Expected();
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(PUBLISHED);
        RowHash hash = new RowHash();
        for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
            readTuple(message, hash, expected);
        }
        return expected;
    }

    /** The header stands before the first row, in the same message; the last message is the trailer. */
    private static void readTuple(byte[] message, RowHash hash, Expected expected) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        if (message.length > 2 && message[0] == 'P' && message[1] == 'G') {
            in.skipNBytes(19);
        }
        if (in.available() < 2 || in.readShort() < 0) {
            return;
        }
        long id = 0;
        for (int field = 0; field < NUMBERS; field++) {
            in.readInt();
            long value = in.readLong();
            id = field == 0 ? value : id;
            hash.add(value);
        }
        for (int field = 0; field < TEXTS; field++) {
            hash.add(in.readNBytes(in.readInt()));
        }
        expected.put(id, hash.end());
    }

    /** The events that were published, by their hashes. Not thread-safe. */
    public static final class Expected {
        private static final int COMPLAINTS = 5;

        /** By id, which begins at 1 in a new database; 0 where there is none. */
        private long[] hashes = new long[1024];

        private int used;
        private long events;

        private Expected() {}

        /** How many there are. */
        public long events() {
            return events;
        }

        private void put(long id, long hash) {
            int at = Math.toIntExact(id);
            if (at >= hashes.length) {
                hashes = Arrays.copyOf(hashes, Math.max(at + 1, hashes.length * 2));
            }
            if (hashes[at] != 0) {
                throw new IllegalStateException("event " + id + " was published twice");
            }
            hashes[at] = hash;
            used = Math.max(used, at + 1);
            events++;
        }

        /**
         * Compares with a table that a relay has filled.
         *
         * @throws IllegalStateException naming events that are missing, repeated, different or strange
         */
        public void compare(ClickHouseDatabase eventLog, String table) throws IOException {
            BitSet found = new BitSet(used);
            StringBuilder complaints = new StringBuilder();
            int wrong = 0;
            RowHash hash = new RowHash();
            try (RowInput rows = RowInput.open(eventLog, DELIVERED.formatted(table))) {
                while (rows.hasNext()) {
                    long id = rows.readLong();
                    hash.add(id);
                    for (int field = 1; field < NUMBERS; field++) {
                        hash.add(rows.readLong());
                    }
                    for (int field = 0; field < TEXTS; field++) {
                        hash.add(rows.readText());
                    }
                    String complaint = complaint(id, hash.end(), found);
                    if (!complaint.isEmpty() && wrong++ < COMPLAINTS) {
                        complaints.append(complaint);
                    }
                }
            }
            for (int at = 0; at < used; at++) {
                if (hashes[at] != 0 && !found.get(at) && wrong++ < COMPLAINTS) {
                    complaints.append("\n  event ").append(at).append(" is missing");
                }
            }
            if (wrong > 0) {
                throw new IllegalStateException(wrong + " differences between the outbox and " + eventLog.name() + "."
                        + table + ":" + complaints);
            }
        }

        private String complaint(long id, long hash, BitSet found) {
            if (id < 0 || id >= used || hashes[(int) id] == 0) {
                return "\n  event " + id + " was never published";
            }
            if (found.get((int) id)) {
                return "\n  event " + id + " is there twice";
            }
            found.set((int) id);
            return hashes[(int) id] == hash ? "" : "\n  event " + id + " differs";
        }
    }

    /** Both ends' values brought into one form, and hashed. */
    private static final class RowHash {
        private final MessageDigest digest;
        private final byte[] eight = new byte[Long.BYTES];
        private final ByteBuffer number = ByteBuffer.wrap(eight);

        RowHash() {
            try {
                digest = MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        void add(long value) {
            number.putLong(0, value);
            digest.update(eight);
        }

        /** With its length, so that no two rows look alike by a shifted border. */
        void add(byte[] text) {
            add((long) text.length);
            digest.update(text);
        }

        /** Never 0; begins the next row. */
        long end() {
            long hash = ByteBuffer.wrap(digest.digest()).getLong();
            return hash == 0 ? 1 : hash;
        }
    }

    /** The reply to a query as it comes. */
    private static final class RowInput implements AutoCloseable {
        private static final int BUFFER = 1 << 16;

        private final InputStream in;
        private final byte[] eight = new byte[Long.BYTES];
        private final ByteBuffer number = ByteBuffer.wrap(eight).order(ByteOrder.LITTLE_ENDIAN);

        private RowInput(InputStream in) {
            this.in = in;
        }

        static RowInput open(ClickHouseDatabase database, String sql) throws IOException {
            HttpURLConnection connection = (HttpURLConnection) database.url()
                    .resolve("/?database=" + database.name())
                    .toURL()
                    .openConnection();
            connection.setRequestProperty("X-ClickHouse-User", database.user());
            connection.setRequestProperty("X-ClickHouse-Key", database.password());
            connection.setDoOutput(true);
            connection.getOutputStream().write(sql.getBytes(StandardCharsets.UTF_8));
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IllegalStateException(
                        new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8) + " to: " + sql);
            }
            return new RowInput(new BufferedInputStream(connection.getInputStream(), BUFFER));
        }

        boolean hasNext() throws IOException {
            in.mark(1);
            if (in.read() < 0) {
                return false;
            }
            in.reset();
            return true;
        }

        long readLong() throws IOException {
            if (in.readNBytes(eight, 0, eight.length) < eight.length) {
                throw new EOFException("the reply ends in the middle of a row");
            }
            return number.getLong(0);
        }

        byte[] readText() throws IOException {
            int length = 0;
            int shift = 0;
            int next;
            do {
                next = in.read();
                if (next < 0) {
                    throw new EOFException("the reply ends in the middle of a row");
                }
                length |= (next & 0x7f) << shift;
                shift += 7;
            } while ((next & 0x80) != 0);
            byte[] text = in.readNBytes(length);
            if (text.length < length) {
                throw new EOFException("the reply ends in the middle of a row");
            }
            return text;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
