package dev.postrider.server.scale;

import dev.postrider.console.access.Passwords;
import dev.postrider.console.host.WebClient;
import dev.postrider.server.PostriderServer;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;

/** The server's process in 256 MB, and somebody who is logged in to its console as an operator. Whoever starts it closes it. */
final class ConsoleServer implements AutoCloseable {
    static final String OPERATOR = "ada";
    static final String PATH = "/console";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PASSWORD = "a-password-for-tests";
    private static final String HASH = Passwords.hash(PASSWORD);

    private final ChildJvm process;
    private final String base;
    private final WebClient operator;

    private ConsoleServer(ChildJvm process, int port) {
        this.process = process;
        this.base = "http://127.0.0.1:" + port;
        this.operator = new WebClient(base);
    }

    /** Returns when its relay is the active one. */
    static ConsoleServer start(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        ChildJvm process = ChildJvm.of(PostriderServer.class)
                .withJvmArguments("-Xmx256m", "-XX:+ExitOnOutOfMemoryError")
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("DATABASE_URL", postgres.url())
                .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                .withEnvironment("CLICKHOUSE_USER", clickHouse.user())
                .withEnvironment("CLICKHOUSE_PASSWORD", clickHouse.password())
                .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name())
                .withEnvironment("POSTRIDER_CONSOLE_USERS", OPERATOR + ":operator:" + HASH)
                .start();
        try {
            int port = Integer.parseInt(
                    process.awaitLine("Tomcat started on port (\\d+)", PATIENCE).group(1));
            process.awaitLine("relay is active", PATIENCE);
            ConsoleServer server = new ConsoleServer(process, port);
            server.operator.logIn(PATH, OPERATOR, PASSWORD);
            return server;
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /** Where the server is. */
    String base() {
        return base;
    }

    /** A browser of the operator's. */
    WebClient operator() {
        return operator;
    }

    /** A page of the console, whatever its status. */
    WebClient.Answer get(String page) {
        return operator.get(PATH + page);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
