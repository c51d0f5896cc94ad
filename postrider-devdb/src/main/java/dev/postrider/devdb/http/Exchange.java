package dev.postrider.devdb.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request of HTTP/1.1 and its answer. For one thread. */
final class Exchange {
    /** Give it as a length to send a body whose length is not known yet. */
    static final long UNKNOWN_LENGTH = -1;

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(408, "Request Timeout"),
            Map.entry(411, "Length Required"),
            Map.entry(413, "Request Entity Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"));

    private final RequestHead head;
    private final InputStream body;
    private final OutputStream wire;
    private final Map<String, String> replyHeaders = new LinkedHashMap<>();

    Exchange(RequestHead head, InputStream body, OutputStream wire) {
        this.head = head;
        this.body = body;
        this.wire = wire;
    }

    RequestHead head() {
        return head;
    }

    /** The body; fails if the client leaves before its end. */
    InputStream body() {
        return body;
    }

    void setHeader(String name, String value) {
        replyHeaders.put(name, value);
    }

    /** Sends the answer's head. The stream returned takes the body and is to be closed. */
    OutputStream begin(int status, long length) throws IOException {
        StringBuilder text = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(REASONS.getOrDefault(status, "Unknown"));
        replyHeaders.put("Connection", head.keepsAlive() ? "Keep-Alive" : "Close");
        if (length == UNKNOWN_LENGTH) {
            replyHeaders.put("Transfer-Encoding", "chunked");
        } else {
            replyHeaders.put("Content-Length", Long.toString(length));
        }
        replyHeaders.forEach(
                (name, value) -> text.append("\r\n").append(name).append(": ").append(oneLine(value)));
        wire.write(text.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
        if (head.method().equals("HEAD")) {
            wire.flush();
            return OutputStream.nullOutputStream();
        }
        return length == UNKNOWN_LENGTH ? new ChunkedOutput(wire) : new KeptOpenOutput(wire);
    }

    /** A query id comes from the client: it must not end the header. */
    private static String oneLine(String value) {
        return value.replace('\r', ' ').replace('\n', ' ');
    }

    /** Sends a short text. */
    void reply(int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        setHeader("Content-Type", "text/html; charset=UTF-8");
        try (OutputStream out = begin(status, bytes.length)) {
            out.write(bytes);
        }
    }

    /** The wire outlives the answer. */
    private static final class KeptOpenOutput extends OutputStream {
        private final OutputStream wire;

        KeptOpenOutput(OutputStream wire) {
            this.wire = wire;
        }

        @Override
        public void write(int b) throws IOException {
            wire.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            wire.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            wire.flush();
        }
    }

    /** The value of a header of the request, or null. */
    @Nullable
    String header(String name) {
        return head.header(name);
    }
}
