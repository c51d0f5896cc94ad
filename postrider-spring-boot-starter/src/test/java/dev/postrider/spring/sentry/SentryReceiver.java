package dev.postrider.spring.sentry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes what a Sentry client sends, as Sentry would: envelopes over HTTP, gzipped, each a header line and items. */
final class SentryReceiver implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** One item of an envelope. */
    record Item(String type, JsonNode payload) {}

    private final HttpServer server;
    private final List<Item> items = new CopyOnWriteArrayList<>();

    SentryReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/api/42/envelope/", this::take);
        server.start();
    }

    String dsn() {
        return "http://publickey@127.0.0.1:" + server.getAddress().getPort() + "/42";
    }

    /** Payloads of all items of a type that came so far. */
    List<JsonNode> received(String type) {
        return items.stream()
                .filter(item -> item.type().equals(type))
                .map(Item::payload)
                .toList();
    }

    /** Error events with a text somewhere in them. */
    List<JsonNode> eventsWith(String text) {
        return received("event").stream()
                .filter(event -> event.toString().contains(text))
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            InputStream body = exchange.getRequestBody();
            read((zipped ? new GZIPInputStream(body) : body).readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void read(byte[] envelope) {
        Lines lines = new Lines(envelope);
        lines.line();
        while (lines.hasMore()) {
            String header = lines.line();
            if (header.isBlank()) {
                continue;
            }
            JsonNode item = JSON.readTree(header);
            byte[] payload = item.has("length")
                    ? lines.bytes(item.get("length").asInt())
                    : lines.line().getBytes(StandardCharsets.UTF_8);
            String type = item.get("type").asString();
            items.add(new Item(
                    type,
                    type.equals("event") || type.equals("transaction") ? JSON.readTree(payload) : JSON.nullNode()));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static final class Lines {
        private final byte[] bytes;
        private int at;

        Lines(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasMore() {
            return at < bytes.length;
        }

        String line() {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (at < bytes.length && bytes[at] != '\n') {
                line.write(bytes[at++]);
            }
            at++;
            return line.toString(StandardCharsets.UTF_8);
        }

        byte[] bytes(int length) {
            byte[] part = java.util.Arrays.copyOfRange(bytes, at, at + length);
            at += length + 1;
            return part;
        }
    }
}
