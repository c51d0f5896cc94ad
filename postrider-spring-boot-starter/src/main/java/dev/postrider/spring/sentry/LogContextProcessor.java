package dev.postrider.spring.sentry;

import dev.postrider.spring.log.FailureContext;
import dev.postrider.spring.log.MaskedFields;
import io.sentry.EventProcessor;
import io.sentry.Hint;
import io.sentry.SentryEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Adds the log context to every reported error, as {@code log_context}, and the use case as a tag. Fields of the place where
 * the failure came from win over those of the place that reports it. Masks the values of masked fields, wherever in the report they are.
 */
final class LogContextProcessor implements EventProcessor {

    private static final String USE_CASE = "use_case";
    /** Where Sentry's appender for Logback puts the log context. */
    private static final String LOGBACKS = "MDC";

    private final MaskedFields masked;

    LogContextProcessor(MaskedFields masked) {
        this.masked = masked;
    }

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
            event.getContexts().put("log_context", masked.in(fields));
        }
        String useCase = fields.get(USE_CASE);
        if (useCase != null) {
            event.setTag(USE_CASE, useCase);
        }
        maskTags(event);
        if (event.getContexts().get(LOGBACKS) instanceof Map<?, ?> mdc) {
            event.getContexts().put(LOGBACKS, masked.in(texts(mdc)));
        }
        return event;
    }

    /** Sentry makes tags of fields that {@code sentry.context-tags} names. */
    private void maskTags(SentryEvent event) {
        Map<String, String> tags = event.getTags();
        if (tags != null) {
            event.setTags(masked.in(tags));
        }
    }

    private static Map<String, String> texts(Map<?, ?> fields) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }

    /** After those who add to the report. */
    @Override
    public Long getOrder() {
        return Long.MAX_VALUE;
    }
}
