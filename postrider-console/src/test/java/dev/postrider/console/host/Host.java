package dev.postrider.console.host;

import dev.postrider.console.access.Passwords;
import dev.postrider.relay.tools.account.Accounts;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application inside this JVM, on a free port, with an operator and a viewer. Whoever starts it closes it. */
public final class Host implements AutoCloseable {
    public static final String PATH = "/postrider";
    /** Of the admin API, in tests that have it. */
    public static final String API = "/postrider-api/v1";
    /** The property that puts it there. */
    public static final String WITH_API = "postrider.console.api-path=" + API;

    public static final String OPERATOR = "olga";
    public static final String VIEWER = "victor";
    public static final String PASSWORD = "a-password-for-tests";

    private static final String HASH = Passwords.hash(PASSWORD);

    private final ConfigurableApplicationContext context;

    private Host(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts it; {@code more} are further properties. */
    public static Host start(PostgresDatabase postgres, ClickHouseDatabase clickHouse, String... more) {
        return start(InstantSource.system(), postgres, clickHouse, more);
    }

    /** As {@link #start(PostgresDatabase, ClickHouseDatabase, String...)}, with a clock. */
    public static Host start(
            InstantSource clock, PostgresDatabase postgres, ClickHouseDatabase clickHouse, String... more) {
        Host host = startWithoutAccounts(clock, postgres, clickHouse, more);
        try {
            Accounts accounts = new Accounts(postgres.dataSource());
            accounts.add(OPERATOR, Role.OPERATOR, HASH);
            accounts.add(VIEWER, Role.VIEWER, HASH);
        } catch (SQLException e) {
            host.close();
            throw new IllegalStateException(e);
        }
        return host;
    }

    /** As {@link #start(InstantSource, PostgresDatabase, ClickHouseDatabase, String...)}, without an operator and a viewer. */
    public static Host startWithoutAccounts(
            InstantSource clock, PostgresDatabase postgres, ClickHouseDatabase clickHouse, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "server.port=0",
                "spring.main.banner-mode=off",
                "spring.datasource.url=" + postgres.jdbcUrl(),
                "postrider.clickhouse.host=" + clickHouse.host(),
                "postrider.clickhouse.port=" + clickHouse.port(),
                "postrider.clickhouse.user=" + clickHouse.user(),
                "postrider.clickhouse.password=" + clickHouse.password(),
                "postrider.clickhouse.database=" + clickHouse.name(),
                "postrider.relay.max-wait=200ms",
                "postrider.relay.backoff-longest=500ms",
                "postrider.console.path=" + PATH,
                "springdoc.api-docs.enabled=false",
                "postrider.console.password-file=target/first-password-" + postgres.name()));
        for (String property : more) {
            // given twice, a property would have both values
            arguments.removeIf(known -> known.startsWith(property.replaceFirst("=.*", "=")));
            arguments.add(property);
        }
        SpringApplication application = new SpringApplication(HostApplication.class);
        application.setRegisterShutdownHook(false);
        application.addInitializers(made -> made.getBeanFactory().registerSingleton("clock", clock));
        return new Host(application.run(
                arguments.stream().map(argument -> "--" + argument).toArray(String[]::new)));
    }

    /** Where the application is. */
    public String base() {
        return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** Where the console is. */
    public String console() {
        return base() + PATH;
    }

    /** The bean of a name. */
    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    /** One of its beans. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** All of a type. */
    public <T> Collection<T> beans(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    @Override
    public void close() {
        context.close();
    }
}
