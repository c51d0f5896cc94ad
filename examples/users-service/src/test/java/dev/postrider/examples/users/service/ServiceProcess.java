package dev.postrider.examples.users.service;

import dev.postrider.examples.users.UsersServiceApplication;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.PostgresDatabase;
import java.net.URI;
import java.time.Duration;

/**
 * The users service as a process of its own, configured by its environment as in production. Whoever starts it closes it,
 * which kills it if it still runs.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);

    private final ChildJvm process;
    private final int port;

    private ServiceProcess(ChildJvm process, int port) {
        this.process = process;
        this.port = port;
    }

    /** How to start it: on any free port until one is set. */
    public static ChildJvm.Launch launch(PostgresDatabase postgres, URI clickHouse) {
        return ChildJvm.of(UsersServiceApplication.class)
                .withEnvironment("PORT", "0")
                .withEnvironment("DATABASE_URL", postgres.url())
                .withEnvironment("CLICKHOUSE_HOST", clickHouse.getHost())
                .withEnvironment("CLICKHOUSE_PORT", Integer.toString(clickHouse.getPort()))
                .withEnvironment("POSTRIDER_CONSOLE_PASSWORD_FILE", "target/first-password-" + postgres.name());
    }

    /** Starts it and waits until it says {@code Ready}. */
    public static ServiceProcess start(ChildJvm.Launch launch) {
        ChildJvm process = launch.start();
        try {
            process.awaitLine("^Ready$", START);
            int port = Integer.parseInt(process.awaitLine("Sign up +http://localhost:(\\d+)/", START)
                    .group(1));
            return new ServiceProcess(process, port);
        } catch (AssertionError | RuntimeException failed) {
            process.close();
            throw failed;
        }
    }

    public ChildJvm process() {
        return process;
    }

    public int port() {
        return port;
    }

    public UsersClient client() {
        return new UsersClient(URI.create("http://localhost:" + port));
    }

    @Override
    public void close() {
        process.close();
    }
}
