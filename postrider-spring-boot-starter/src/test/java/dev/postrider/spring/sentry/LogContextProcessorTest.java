package dev.postrider.spring.sentry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.spring.log.FailureContext;
import dev.postrider.spring.log.MaskedFields;
import io.sentry.Hint;
import io.sentry.SentryEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextProcessorTest {

    private final LogContextProcessor processor = new LogContextProcessor(new MaskedFields(Set.of("email")));

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void whatIsMaskedInTheLogIsMaskedInWhateverPartOfAReportHasIt() {
        MDC.put("use_case", "create_user");
        MDC.put("email", "ada@example.com");
        SentryEvent event = new SentryEvent(FailureContext.remember(new IllegalStateException("broken")));
        MDC.put("email", "else@example.com");
        // as sentry.context-tags and Sentry's appender for Logback leave them
        event.setTag("email", "ada@example.com");
        event.getContexts().put("MDC", new HashMap<>(Map.of("email", "ada@example.com", "item", "vase")));

        processor.process(event, new Hint());

        assertThat(event.getContexts().get("log_context")).isEqualTo(Map.of("use_case", "create_user", "email", "***"));
        assertThat(event.getContexts().get("MDC")).isEqualTo(Map.of("item", "vase", "email", "***"));
        assertThat(event.getTags()).isEqualTo(Map.of("use_case", "create_user", "email", "***"));
    }
}
