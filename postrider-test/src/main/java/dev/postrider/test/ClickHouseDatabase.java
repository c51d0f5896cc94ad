package dev.postrider.test;

import dev.postrider.devdb.LocalClickHouse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An empty database of its own on a real ClickHouse endpoint, dropped when it is closed; what {@link PostriderTest}
 * injects.
 *
 * <p>Thread-safe; every call is an HTTP request of its own. Refused statements and an endpoint that does not answer come
 * as {@link IllegalStateException}s that quote the statement.
 */
public final class ClickHouseDatabase implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final ClickHouseServer server;
    private final String name;
    private final boolean droppedOnClose;

    private ClickHouseDatabase(ClickHouseServer server, String name, boolean droppedOnClose) {
        this.server = server;
        this.name = name;
        this.droppedOnClose = droppedOnClose;
    }

    /** A fresh database on a server of the test's own. After a kill and restart on the same port it is still valid. */
    public static ClickHouseDatabase on(LocalClickHouse server) {
        return create(ClickHouseServer.of(server));
    }

    static ClickHouseDatabase create(ClickHouseServer server) {
        ClickHouseDatabase database = new ClickHouseDatabase(server, DatabaseNames.next(), true);
        database.post("CREATE DATABASE " + database.name, "default");
        return database;
    }

    /** A database of this name, made if it is missing, which stays. */
    static ClickHouseDatabase named(ClickHouseServer server, String name) {
        ClickHouseDatabase database = new ClickHouseDatabase(server, name, false);
        database.post("CREATE DATABASE IF NOT EXISTS " + name, "default");
        return database;
    }

    /** The same database, reached through something else that listens on this machine. Closing this view does nothing. */
    public ClickHouseDatabase through(int port) {
        return new ClickHouseDatabase(server.at("127.0.0.1", port), name, false);
    }

    /** The same database, reached through a proxy in front of its endpoint. Closing this view does nothing. */
    public ClickHouseDatabase through(FaultProxy proxy) {
        return through(proxy.port());
    }

    /** The endpoint, without a path or an account: {@code http://127.0.0.1:8123}. */
    public URI url() {
        return server.url();
    }

    public String host() {
        return server.url().getHost();
    }

    public int port() {
        return server.url().getPort();
    }

    public String user() {
        return server.user();
    }

    /** Empty if the account has none. */
    public String password() {
        return server.password();
    }

    public String name() {
        return name;
    }

    /** Runs one statement. */
    public void execute(String sql) {
        post(sql, name);
    }

    /** All rows of a query without a FORMAT clause, every value as ClickHouse's text, NULL as null. */
    public List<List<@Nullable String>> query(String sql) {
        return TabSeparated.rows(new String(post(sql, name), StandardCharsets.UTF_8));
    }

    /**
     * The only value of the only row, as text.
     *
     * @throws IllegalStateException if there are more or less of them, or the value is NULL
     */
    public String queryOne(String sql) {
        return SingleValue.of(sql, query(sql));
    }

    /** The response as it comes, in the query's own FORMAT: for values that are no UTF-8 text. */
    public byte[] queryBytes(String sql) {
        return post(sql, name);
    }

    /** Whether the endpoint answers a query just now; for waiting until it has come back. */
    public boolean isReachable() {
        try {
            return send("SELECT 1", "default").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (droppedOnClose) {
            post("DROP DATABASE IF EXISTS " + name + " SYNC", "default");
        }
    }

    private byte[] post(String sql, String database) {
        HttpResponse<byte[]> response;
        try {
            response = send(sql, database);
        } catch (IOException e) {
            throw new IllegalStateException(server.url() + " does not answer (" + e + ") to: " + sql, e);
        }
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    new String(response.body(), StandardCharsets.UTF_8).strip() + "\nfrom: " + sql);
        }
        return response.body();
    }

    private HttpResponse<byte[]> send(String sql, String database) throws IOException {
        // Waiting for the end of the query gives its errors a status instead of a place in the middle of the result.
        String query = "/?database=" + URLEncoder.encode(database, StandardCharsets.UTF_8)
                + "&wait_end_of_query=1&default_format=TabSeparated";
        HttpRequest request = HttpRequest.newBuilder(server.url().resolve(query))
                .header("X-ClickHouse-User", server.user())
                .header("X-ClickHouse-Key", server.password())
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for ClickHouse's answer to: " + sql, e);
        }
    }

    @Override
    public String toString() {
        return "ClickHouseDatabase[" + server.url() + ", " + name + "]";
    }
}
