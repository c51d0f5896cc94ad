package dev.postrider.spring.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** What was logged, without the values of masked fields. */
final class MaskedEvent extends ForwardedEvent {

    private final MaskedFields masked;

    MaskedEvent(ILoggingEvent event, MaskedFields masked) {
        super(event);
        this.masked = masked;
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        List<KeyValuePair> pairs = super.getKeyValuePairs();
        return pairs == null
                ? null
                : pairs.stream()
                        .map(pair -> masked.names().contains(pair.key)
                                ? new KeyValuePair(pair.key, MaskedFields.MASK)
                                : pair)
                        .toList();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return masked.in(super.getMDCPropertyMap());
    }
}
