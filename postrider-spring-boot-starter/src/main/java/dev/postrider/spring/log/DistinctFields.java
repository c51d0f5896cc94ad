package dev.postrider.spring.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * What was logged, with one value for each field: Spring Boot's writer of JSON gives a whole line up where a name comes twice. A line's own
 * field counts, not one of the same name in the log context, and of several the last.
 */
final class DistinctFields extends ForwardedEvent {

    DistinctFields(ILoggingEvent event) {
        super(event);
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        List<KeyValuePair> pairs = super.getKeyValuePairs();
        if (pairs == null) {
            return null;
        }
        Map<String, KeyValuePair> byName = new LinkedHashMap<>();
        pairs.forEach(pair -> byName.put(pair.key, pair));
        return List.copyOf(byName.values());
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        List<KeyValuePair> pairs = super.getKeyValuePairs();
        Map<String, String> context = super.getMDCPropertyMap();
        if (pairs == null || pairs.isEmpty() || context.isEmpty()) {
            return context;
        }
        Set<String> own = new HashSet<>();
        pairs.forEach(pair -> own.add(pair.key));
        Map<String, String> others = new LinkedHashMap<>(context);
        others.keySet().removeAll(own);
        return others;
    }
}
