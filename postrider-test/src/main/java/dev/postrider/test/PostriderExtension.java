package dev.postrider.test;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link PostriderTest} registers. The databases live in the context's store, which closes them with the test. */
final class PostriderExtension implements ParameterResolver {
    private static final Namespace DATABASES = Namespace.create(PostriderExtension.class);

    /** Without it a constructor would see the context of its class, and its database would outlive the test. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PostgresDatabase.class || type == ClickHouseDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(DATABASES);
        return parameter.getParameter().getType() == PostgresDatabase.class
                ? store.computeIfAbsent(PostgresDatabase.class, type -> TestServers.newPostgresDatabase())
                : store.computeIfAbsent(ClickHouseDatabase.class, type -> TestServers.newClickHouseDatabase());
    }
}
