package dev.postrider.crashtests.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a ClickHouse server, passes everything on, and refuses inserts, or all of it, while it is told to. Whoever opened it closes it. */
final class InsertGate implements AutoCloseable {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade", "http2-settings", "expect");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger refused = new AtomicInteger();
    private final URI server;
    private final HttpServer listening;
    private volatile int code;
    private volatile boolean isClosedForAll;

    InsertGate(URI server) {
        this.server = server;
        try {
            this.listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listening.setExecutor(threads);
        listening.createContext("/", this::answer);
        listening.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listening.getAddress().getPort());
    }

    /** Answers inserts with this code from now on; 0 lets everything pass. */
    void refuse(int with) {
        isClosedForAll = false;
        refused.set(0);
        code = with;
    }

    /** Answers everything with this code from now on. */
    void refuseAll(int with) {
        refuse(with);
        isClosedForAll = true;
    }

    /** How many requests were answered so since then. */
    int refused() {
        return refused.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            int now = code;
            if (now != 0 && (isClosedForAll || isInsert(exchange))) {
                refused.incrementAndGet();
                refuse(exchange, now);
            } else {
                passOn(exchange, request);
            }
        }
    }

    private static boolean isInsert(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestURI().getQuery()).contains("INSERT");
    }

    private static void refuse(HttpExchange exchange, int code) throws IOException {
        byte[] text = ("Code: " + code + ". DB::Exception: refused here, for the test. (REFUSED) (version 26.7.3.1)\n")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().put("X-ClickHouse-Exception-Code", List.of(Integer.toString(code)));
        exchange.sendResponseHeaders(500, text.length);
        exchange.getResponseBody().write(text);
    }

    private void passOn(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isPassed(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            if (isPassed(header.getKey())) {
                exchange.getResponseHeaders().put(header.getKey(), header.getValue());
            }
        }
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private static boolean isPassed(String header) {
        return !OF_THE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        listening.stop(0);
        threads.shutdownNow();
    }
}
