package dev.postrider.examples.users.usecase;

import dev.postrider.spring.log.FailureContext;
import java.util.Locale;
import java.util.Map;

/**
 * One thing that a client can have done. While it runs, every log line of its thread carries {@code use_case} and the
 * request's fields; afterwards the log context is what it was before.
 *
 * <p>Thread-safe if {@link #run} is.
 *
 * @param <Q> what is asked
 * @param <R> what came of it: expected failures are results, not exceptions
 */
public abstract class UseCase<Q extends UseCase.Request, R> {
    /** What a use case is asked. */
    public interface Request {
        /**
         * The fields to bind to the log context, in the order they are to be read. Chosen by the request, so that a secret is
         * never bound by accident.
         */
        Map<String, ?> logFields();
    }

    private static final String NAME_FIELD = "use_case";

    private final String name = snakeCase(getClass().getSimpleName());

    /** Runs the use case inside its log context. */
    public final R execute(Q request) {
        try (LogContext context = LogContext.open()) {
            context.bind(NAME_FIELD, name);
            request.logFields().forEach(context::bind);
            try {
                return run(request);
            } catch (RuntimeException failure) {
                // so that whoever reports it later knows what was being done
                throw FailureContext.remember(failure);
            }
        }
    }

    /** The use case's name in logs: {@code create_user} for {@code CreateUser}. */
    public final String name() {
        return name;
    }

    /** Does the work; called by {@link #execute} only. */
    protected abstract R run(Q request);

    private static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
