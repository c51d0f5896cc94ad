package dev.postrider.spring.log;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.slf4j.MDC;

/**
 * Remembers which fields were bound to the log context (MDC) where a failure left it. By the time an uncaught exception is
 * reported, those fields are unbound again.
 *
 * <pre>{@code
 * try (var bound = MDC.putCloseable("use_case", "create_user")) {
 *     try {
 *         return run(request);
 *     } catch (RuntimeException e) {
 *         throw FailureContext.remember(e); // still inside the log context
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe. Holds a failure's fields for as long as the failure itself is held by somebody.
 */
public final class FailureContext {

    private static final Map<Throwable, Map<String, String>> REMEMBERED =
            Collections.synchronizedMap(new WeakHashMap<>());

    private FailureContext() {}

    /**
     * Remembers the fields bound in this thread now, unless some were remembered closer to the failure already.
     *
     * @return the failure, to be thrown on
     */
    public static <T extends Throwable> T remember(T failure) {
        Map<String, String> fields = MDC.getCopyOfContextMap();
        if (fields != null && !fields.isEmpty()) {
            REMEMBERED.putIfAbsent(failure, Map.copyOf(fields));
        }
        return failure;
    }

    /** The fields remembered for the failure or for what caused it; empty if there are none. */
    public static Map<String, String> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Map<String, String> fields = REMEMBERED.get(cause);
            if (fields != null) {
                return fields;
            }
        }
        return Map.of();
    }
}
