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
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 512;

    private final HttpServer http;

    private EndpointServer(HttpServer http) {
        this.http = http;
    }

    /** @throws java.net.BindException the port is in use */
    static EndpointServer bind(int port) throws IOException {
        return new EndpointServer(
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG));
    }

    int port() {
        return http.getAddress().getPort();
    }

    void serve(Engine engine, ServerIdentity server, Credentials credentials) {
        QueryHandler queries = new QueryHandler(engine, server, credentials);
        http.createContext("/", exchange -> {
            // Closed only after success: closing ends the body properly, and an answer broken off must not look whole.
            try {
                answer(exchange, queries);
                exchange.close();
            } catch (Answer.BrokenOffException e) {
                throw e;
            } catch (IOException e) {
                System.err.println("a client went away: " + e.getMessage());
                throw e;
            } catch (RuntimeException e) {
                e.printStackTrace();
                throw e;
            }
        });
        http.setExecutor(Executors.newCachedThreadPool(Engine.threads("request")));
        http.start();
    }

    private static void answer(HttpExchange exchange, QueryHandler queries) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean bare = exchange.getRequestMethod().equals("GET")
                && exchange.getRequestURI().getRawQuery() == null;
        if (path.equals("/ping") || (path.equals("/") && bare)) {
            reply(exchange, 200, "Ok.\n");
        } else if (path.equals("/")) {
            queries.handle(exchange);
        } else {
            reply(exchange, 404, "There is no handle " + path + "\nSend queries with POST /, or with GET /?query=…\n");
        }
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=UTF-8");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
