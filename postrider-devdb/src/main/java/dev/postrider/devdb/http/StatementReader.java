package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a statement from the text of a request, and of an insert no more than its head. */
final class StatementReader {
    private static final int QUERY_IS_TOO_LARGE = 229;
    private static final int SYNTAX_ERROR = 62;
    private static final int FIRST_BYTES = 16 * 1024;
    /** More than that is data that someone forgot to send as an insert's data. */
    private static final int MAX_BYTES = 16 << 20;

    private final InputStream in;
    private byte[] text = new byte[0];

    StatementReader(InputStream in) {
        this.in = in;
    }

    /** @throws EngineException there is no statement, more than one, or it is too long */
    Statement read() throws EngineException, IOException {
        boolean whole = false;
        for (int size = FIRST_BYTES; !whole; size *= 4) {
            byte[] more = in.readNBytes(size - text.length);
            whole = more.length < size - text.length;
            int known = text.length;
            text = Arrays.copyOf(text, known + more.length);
            System.arraycopy(more, 0, text, known, more.length);
            Statement.Insert insert = Statement.insertAt(text, whole);
            if (insert != null) {
                return insert;
            }
            if (!whole && text.length >= MAX_BYTES) {
                throw EngineException.of(
                        QUERY_IS_TOO_LARGE,
                        "QUERY_IS_TOO_LARGE",
                        "The statement is longer than " + MAX_BYTES + " bytes; send data as INSERT … FORMAT …");
            }
        }
        if (isBlank()) {
            throw EngineException.of(SYNTAX_ERROR, "SYNTAX_ERROR", "Syntax error: Empty query");
        }
        return Statement.of(text);
    }

    /** The insert's data: what was read too far, then the rest. */
    InputStream rest(Statement.Insert insert) {
        int from = insert.dataOffset();
        return new PrefixedInput(text, from, in);
    }

    private boolean isBlank() {
        for (byte b : text) {
            if (!SqlTokens.isBlank(b)) {
                return false;
            }
        }
        return true;
    }
}
