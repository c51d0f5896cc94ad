package dev.postrider.relay.read;

import dev.postrider.relay.batch.BigEndian;
import java.sql.SQLException;
import org.postgresql.util.PSQLState;

/**
 * The frame of COPY's binary form around the rows. The server sends each row as a message of its own; the header stands
 * before the first, and the trailer, a field count of −1, is the last message.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, "Binary Format"</a>
 */
final class BinaryCopy {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int FLAGS_AND_EXTENSION_LENGTH = 8;
    private static final short FIELDS = 8;

    private boolean headerRead;

    /** Passes the message's row on, if it has one. */
    void read(byte[] message, BatchScan scan) throws SQLException {
        int begin = headerRead ? 0 : header(message);
        headerRead = true;
        if (begin == message.length) {
            return;
        }
        short fields = BigEndian.shortAt(message, begin);
        if (fields == -1) {
            return;
        }
        if (fields != FIELDS) {
            throw malformed("a row has " + fields + " fields instead of " + FIELDS);
        }
        scan.row(message, begin, message.length);
    }

    private static int header(byte[] message) throws SQLException {
        for (int i = 0; i < SIGNATURE.length; i++) {
            if (i >= message.length || message[i] != SIGNATURE[i]) {
                throw malformed("the signature is missing");
            }
        }
        int extension = BigEndian.intAt(message, SIGNATURE.length + FLAGS_AND_EXTENSION_LENGTH - 4);
        return SIGNATURE.length + FLAGS_AND_EXTENSION_LENGTH + extension;
    }

    private static SQLException malformed(String what) {
        return new SQLException("COPY's binary form is malformed: " + what, PSQLState.PROTOCOL_VIOLATION.getState());
    }
}
