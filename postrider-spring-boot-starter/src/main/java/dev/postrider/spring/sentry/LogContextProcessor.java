package dev.postrider.spring.sentry;

import dev.postrider.spring.log.FailureContext;
import io.sentry.EventProcessor;
import io.sentry.Hint;
import io.sentry.SentryEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Adds the log context to every reported error, as {@code log_context}, and the use case as a tag. Fields of the place where
 * the failure came from win over those of the place that reports it.
 */
final class LogContextProcessor implements EventProcessor {

    private static final String USE_CASE = "use_case";

    @Override
    public SentryEvent process(SentryEvent event, Hint hint) {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> here = MDC.getCopyOfContextMap();
        if (here != null) {
            fields.putAll(here);
        }
        if (event.getThrowable() != null) {
            fields.putAll(FailureContext.of(event.getThrowable()));
        }
        if (!fields.isEmpty()) {
            event.getContexts().put("log_context", fields);
        }
        String useCase = fields.get(USE_CASE);
        if (useCase != null) {
            event.setTag(USE_CASE, useCase);
        }
        return event;
    }
}
