package dev.postrider.examples.users.service;

import dev.postrider.examples.users.UsersServiceApplication;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The users service inside this JVM, on a free port. Whoever starts it closes it. */
public final class RunningService implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final UsersClient client;

    private RunningService(ConfigurableApplicationContext context) {
        this.context = context;
        this.client = new UsersClient(
                URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port")));
    }

    /** Starts it as configured, with a relay that doesn't wait long for batches to fill; {@code more} are further properties. */
    public static RunningService start(PostgresDatabase postgres, ClickHouseDatabase clickHouse, String... more) {
        return start(InstantSource.system(), postgres, clickHouse, more);
    }

    /** As {@link #start(PostgresDatabase, ClickHouseDatabase, String...)}; who fails to log in waits by this clock. */
    public static RunningService start(
            InstantSource clock, PostgresDatabase postgres, ClickHouseDatabase clickHouse, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "server.port=0",
                "spring.datasource.url=" + postgres.jdbcUrl(),
                "postrider.clickhouse.host=" + clickHouse.host(),
                "postrider.clickhouse.port=" + clickHouse.port(),
                "postrider.clickhouse.user=" + clickHouse.user(),
                "postrider.clickhouse.password=" + clickHouse.password(),
                "postrider.clickhouse.database=" + clickHouse.name(),
                "postrider.relay.max-wait=200ms",
                "postrider.relay.backoff-longest=500ms",
                "postrider.console.password-file=target/first-password-" + postgres.name()));
        arguments.addAll(List.of(more));
        SpringApplication application = new SpringApplication(UsersServiceApplication.class);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("clock", clock));
        return new RunningService(application.run(
                arguments.stream().map(argument -> "--" + argument).toArray(String[]::new)));
    }

    public UsersClient client() {
        return client;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
