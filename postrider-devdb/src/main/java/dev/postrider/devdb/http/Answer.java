package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.ByteSink;
import dev.postrider.devdb.chdb.EngineException;
import dev.postrider.devdb.chdb.QueryStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request. Its status is open until the buffer has overflown: an error before that gets a status of
 * its own, an error after it is appended to the result, and the connection is broken off so that no client takes the
 * result for whole.
 */
final class Answer implements ByteSink, AutoCloseable {
    private static final int TAG_LENGTH = 16;
    private static final int MAX_LATE_MESSAGE_CHARS = 16_000;
    private static final int REQUIRED_PASSWORD = 194;

    private final Exchange exchange;
    private final ServerIdentity server;
    private final Transfer transfer;
    private final long startNanos = System.nanoTime();
    private final String exceptionTag = randomTag();
    private final ResultBuffer buffer;
    private @Nullable OutputStream body;

    Answer(Exchange exchange, ServerIdentity server, Transfer transfer) {
        this.exchange = exchange;
        this.server = server;
        this.transfer = transfer;
        this.buffer = new ResultBuffer(transfer.waitForEnd());
    }

    /** Names what is being answered; before the first byte. */
    void describe(String queryId, String format) {
        exchange.setHeader("X-ClickHouse-Query-Id", queryId);
        exchange.setHeader("X-ClickHouse-Format", format);
        exchange.setHeader("Content-Type", ResultFormat.contentType(format));
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        if (body != null) {
            body.write(bytes, 0, length);
        } else if (!buffer.add(bytes, length)) {
            body = beginStreaming(QueryStatistics.NONE);
            buffer.moveTo(body);
            body.write(bytes, 0, length);
        }
    }

    void succeed(QueryStatistics statistics) throws IOException {
        if (body == null) {
            if (buffer.isInMemory()) {
                send(200, buffer.inMemory(), statistics);
                return;
            }
            body = beginStreaming(statistics);
            buffer.moveTo(body);
        }
        body.close();
    }

    /**
     * Tells the client of a failure.
     *
     * @throws IOException the client is gone, or the answer had begun and had to be broken off
     */
    void fail(EngineException failure) throws IOException {
        String message = failure.text() + server.versionSuffix(failure.text()) + "\n";
        if (body == null) {
            exchange.setHeader("X-ClickHouse-Exception-Code", Integer.toString(failure.code()));
            exchange.setHeader("Content-Type", "text/plain; charset=UTF-8");
            if (failure.code() == REQUIRED_PASSWORD) {
                exchange.setHeader("WWW-Authenticate", "Basic realm=\"ClickHouse server HTTP API\"");
            }
            send(ErrorStatus.of(failure.code()), message.getBytes(StandardCharsets.UTF_8), QueryStatistics.NONE);
            return;
        }
        body.write(lateMessage(message).getBytes(StandardCharsets.UTF_8));
        body.flush();
        throw new BrokenOffException(failure);
    }

    private String lateMessage(String message) {
        String limited =
                message.length() > MAX_LATE_MESSAGE_CHARS ? message.substring(0, MAX_LATE_MESSAGE_CHARS) : message;
        return "\r\n__exception__\r\n" + exceptionTag + "\r\n" + limited
                + limited.getBytes(StandardCharsets.UTF_8).length + " " + exceptionTag + "\r\n__exception__\r\n";
    }

    private void send(int status, byte[] plain, QueryStatistics statistics) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(plain.length);
        if (plain.length > 0) {
            try (OutputStream encoder = encoder(encoded)) {
                encoder.write(plain);
            }
        }
        try (OutputStream raw = begin(status, statistics, encoded.size())) {
            encoded.writeTo(raw);
        }
    }

    private OutputStream begin(int status, QueryStatistics statistics, long length) throws IOException {
        exchange.setHeader("X-ClickHouse-Server-Display-Name", server.displayName());
        exchange.setHeader("X-ClickHouse-Timezone", server.timezone());
        exchange.setHeader("X-ClickHouse-Exception-Tag", exceptionTag);
        exchange.setHeader("X-ClickHouse-Summary", summary(statistics));
        if (length != 0 && !transfer.framedResponse() && transfer.responseCoding() != null) {
            exchange.setHeader("Content-Encoding", transfer.responseCoding().token());
        }
        return exchange.begin(status, length);
    }

    /** The stream to write the plain result to while it comes. */
    private OutputStream beginStreaming(QueryStatistics statistics) throws IOException {
        return encoder(begin(200, statistics, Exchange.UNKNOWN_LENGTH));
    }

    private OutputStream encoder(OutputStream raw) throws IOException {
        OutputStream coded = transfer.responseCoding() == null || transfer.framedResponse()
                ? raw
                : transfer.responseCoding().encode(raw);
        return transfer.framedResponse() ? new FramedOutput(coded) : coded;
    }

    private String summary(QueryStatistics s) {
        return String.format(
                Locale.ROOT,
                "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\","
                        + "\"total_rows_to_read\":\"%d\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}",
                s.readRows(),
                s.readBytes(),
                s.writtenRows(),
                s.writtenBytes(),
                s.readRows(),
                s.resultRows(),
                s.resultBytes(),
                System.nanoTime() - startNanos);
    }

    private static String randomTag() {
        StringBuilder tag = new StringBuilder(TAG_LENGTH);
        for (int i = 0; i < TAG_LENGTH; i++) {
            tag.append((char) ('a' + ThreadLocalRandom.current().nextInt(26)));
        }
        return tag.toString();
    }

    @Override
    public void close() throws IOException {
        buffer.close();
    }

    /** The answer was cut on purpose; the client has been told why. */
    static final class BrokenOffException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOffException(EngineException cause) {
            super("the answer was broken off", cause);
        }
    }
}
