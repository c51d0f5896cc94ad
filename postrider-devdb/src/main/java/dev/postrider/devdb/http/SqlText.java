package dev.postrider.devdb.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A piece of SQL as bytes: string literals may hold any, not only UTF-8. Immutable as long as nobody writes to it. */
final class SqlText {
    private final byte[] bytes;

    private SqlText(byte[] bytes) {
        this.bytes = bytes;
    }

    static SqlText of(byte[] text, int from, int to) {
        return new SqlText(Arrays.copyOfRange(text, from, to));
    }

    static SqlText of(String text) {
        return new SqlText(text.getBytes(StandardCharsets.UTF_8));
    }

    SqlText plus(SqlText more) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(bytes.length + more.bytes.length);
        both.writeBytes(bytes);
        both.writeBytes(more.bytes);
        return new SqlText(both.toByteArray());
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
