package dev.postrider.server.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves a ClickHouse below a path, and knows nothing else. Whoever opened it closes it. */
public final class ReverseProxy implements AutoCloseable {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade", "http2-settings", "expect");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> passed = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final Queue<String> traceParents = new ConcurrentLinkedQueue<>();
    private final String path;
    private final URI server;
    private final HttpServer listening;
    private final AtomicInteger cutsLeft = new AtomicInteger();
    private volatile String cut = "";

    /** @param path empty for none */
    public ReverseProxy(String path, URI server) throws IOException {
        this.path = path;
        this.server = server;
        this.listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listening.setExecutor(threads);
        listening.createContext("/", this::answer);
        listening.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listening.getAddress().getPort() + path);
    }

    /** The requests that went to ClickHouse, as method and path. */
    Queue<String> passed() {
        return passed;
    }

    /** The header {@code traceparent} of each request that has one. */
    public Queue<String> traceParents() {
        return traceParents;
    }

    /** The requests for which there is no path, as method and path. */
    Queue<String> refused() {
        return refused;
    }

    /** Forwards the next requests whose method and path have this in them, and closes their connections in place of answering. */
    void cutAnswersTo(String part, int times) {
        cut = part;
        cutsLeft.set(times);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI asked = exchange.getRequestURI();
            String request = exchange.getRequestMethod() + " " + asked.getRawPath();
            if (!asked.getRawPath().equals(path) && !asked.getRawPath().startsWith(path + "/")) {
                refused.add(request);
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            passed.add(request);
            traceParents.addAll(exchange.getRequestHeaders().getOrDefault("traceparent", List.of()));
            HttpResponse<byte[]> answer = forward(exchange);
            if (request.contains(cut) && cutsLeft.getAndDecrement() > 0) {
                return;
            }
            answer.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        String rest = asked.getRawPath().substring(path.length());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server
                        + (rest.isEmpty() ? "/" : rest)
                        + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery())))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        listening.stop(0);
        threads.shutdownNow();
    }
}
