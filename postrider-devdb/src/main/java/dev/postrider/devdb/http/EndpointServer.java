package dev.postrider.devdb.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postrider.devdb.chdb.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The listening side: accepts connections and hands requests to {@link QueryHandler}. */
final class EndpointServer {
    private static final int BACKLOG = 512;

    private final HttpServer http;

    private EndpointServer(HttpServer http) {
        this.http = http;
    }

    /** @throws java.net.BindException the port is in use */
    static EndpointServer bind(int port) throws IOException {
        return new EndpointServer(
                HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), BACKLOG));
    }

    int port() {
        return http.getAddress().getPort();
    }

    void serve(Engine engine, ServerIdentity server, Credentials credentials) {
        QueryHandler queries = new QueryHandler(engine, server, credentials);
        http.createContext("/", exchange -> {
            boolean root = exchange.getRequestURI().getPath().equals("/");
            boolean bare = exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getRawQuery() == null;
            if (!root) {
                reply(
                        exchange,
                        404,
                        "There is no handle " + exchange.getRequestURI().getPath()
                                + "\nSend queries with POST, or with GET /?query=…\n");
            } else if (bare) {
                reply(exchange, 200, "Ok.\n");
            } else {
                queries.handle(exchange);
            }
        });
        http.createContext("/ping", exchange -> reply(exchange, 200, "Ok.\n"));
        http.setExecutor(Executors.newCachedThreadPool(Engine.threads("request")));
        http.start();
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=UTF-8");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
