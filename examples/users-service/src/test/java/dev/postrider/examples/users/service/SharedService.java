package dev.postrider.examples.users.service;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One service for all tests that can share one: a parameter of type {@link SharedService} is injected into constructors and
 * methods. Its tests use users of their own, and break nothing for others.
 */
public final class SharedService implements AutoCloseable {
    private final PostgresDatabase postgres = TestServers.newPostgresDatabase();
    private final ClickHouseDatabase clickHouse = TestServers.newClickHouseDatabase();
    private final RunningService service = RunningService.start(postgres, clickHouse);

    private SharedService() {}

    public PostgresDatabase postgres() {
        return postgres;
    }

    public ClickHouseDatabase clickHouse() {
        return clickHouse;
    }

    public UsersClient client() {
        return service.client();
    }

    public <T> T bean(Class<T> type) {
        return service.bean(type);
    }

    @Override
    public void close() {
        service.close();
        clickHouse.close();
        postgres.close();
    }

    /** Injects it; started for the first test that asks, closed after the last. */
    public static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SharedService.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(SharedService.class))
                    .computeIfAbsent(SharedService.class, type -> new SharedService());
        }
    }
}
