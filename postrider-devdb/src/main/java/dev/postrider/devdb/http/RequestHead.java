package dev.postrider.devdb.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first line and the headers of a request.
 *
 * @param target path and query as they were sent
 * @param headers by their names in small letters; of several the first
 */
record RequestHead(String method, String target, String version, Map<String, String> headers) {
    /** A statement may stand in the URL. */
    private static final int MAX_BYTES = 1 << 20;

    /**
     * Reads a head, or null if the client has closed the connection.
     *
     * @throws MalformedException it is not one
     */
    static @Nullable RequestHead read(InputStream in) throws IOException {
        int first = in.read();
        while (first == '\r' || first == '\n') {
            first = in.read();
        }
        if (first < 0) {
            return null;
        }
        String[] words = line(in, first).split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new MalformedException("the first line is not METHOD TARGET HTTP/1.x");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in, in.read()); !line.isEmpty(); line = line(in, in.read())) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new MalformedException("a header without a colon");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new RequestHead(words[0], words[1], words[2], headers);
    }

    /** A line without its end; also used for the sizes of chunks. */
    static String line(InputStream in, int first) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = first;
        while (b != '\n') {
            if (b < 0) {
                throw new EOFException("the connection was closed within a line");
            }
            if (line.size() == MAX_BYTES) {
                throw new MalformedException("a line is longer than " + MAX_BYTES + " bytes");
            }
            line.write(b);
            b = in.read();
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Nullable
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    boolean has(String name, String value) {
        String found = header(name);
        return found != null && found.toLowerCase(Locale.ROOT).contains(value);
    }

    boolean keepsAlive() {
        return version.equals("HTTP/1.1") && !has("Connection", "close");
    }

    /** The path, without the query. */
    String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** The query as it was sent, or null. */
    @Nullable
    String rawQuery() {
        int mark = target.indexOf('?');
        return mark < 0 ? null : target.substring(mark + 1);
    }

    /** Whether the client says where its body ends. */
    boolean hasBody() {
        return has("Transfer-Encoding", "chunked") || header("Content-Length") != null;
    }

    /** What was sent is not HTTP. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }
}
