package dev.postrider.examples.users.usecase;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Fields bound to the log context of this thread until closed; fields that were bound before come back. Not thread-safe. */
final class LogContext implements AutoCloseable {
    private final Map<String, @Nullable String> before = new LinkedHashMap<>();

    private LogContext() {}

    static LogContext open() {
        return new LogContext();
    }

    void bind(String field, Object value) {
        if (!before.containsKey(field)) {
            before.put(field, MDC.get(field));
        }
        MDC.put(field, String.valueOf(value));
    }

    @Override
    public void close() {
        before.forEach((field, value) -> {
            if (value == null) {
                MDC.remove(field);
            } else {
                MDC.put(field, value);
            }
        });
    }
}
