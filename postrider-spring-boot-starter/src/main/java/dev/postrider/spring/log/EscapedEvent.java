package dev.postrider.spring.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import dev.postrider.relay.batch.OneLine;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/** What was logged, as it may stand in lines for people: no value of it begins a line, moves the cursor or turns text around. */
record EscapedEvent(ILoggingEvent event) implements ILoggingEvent {

    /** Values are kept in one line; a message that has lines of its own, as reports of a failed start have, keeps them, marked. */
    @Override
    public @Nullable String getFormattedMessage() {
        Object[] values = event.getArgumentArray();
        return EscapedText.of(
                values == null
                        ? event.getFormattedMessage()
                        : MessageFormatter.basicArrayFormat(
                                event.getMessage(),
                                Arrays.stream(values).map(EscapedEvent::value).toArray()));
    }

    private static String value(@Nullable Object value) {
        return OneLine.of(MessageFormatter.basicArrayFormat("{}", new @Nullable Object[] {value}));
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null
                ? null
                : pairs.stream()
                        .map(pair -> new KeyValuePair(OneLine.of(pair.key), value(pair.value)))
                        .toList();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return event.getMDCPropertyMap().entrySet().stream()
                .filter(field -> field.getValue() != null)
                .collect(Collectors.toMap(
                        field -> OneLine.of(field.getKey()), field -> OneLine.of(field.getValue()), (a, b) -> a));
    }

    /** As the deprecated method of the interface says. */
    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public Map<String, String> getMdc() {
        return getMDCPropertyMap();
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return EscapedThrowable.of(event.getThrowableProxy());
    }

    @Override
    public String getThreadName() {
        return OneLine.of(event.getThreadName());
    }

    @Override
    public String getLoggerName() {
        return OneLine.of(event.getLoggerName());
    }

    @Override
    public String getMessage() {
        return event.getMessage();
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        return event.getArgumentArray();
    }

    @Override
    public Level getLevel() {
        return event.getLevel();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return event.getLoggerContextVO();
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return event.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return event.hasCallerData();
    }

    @Override
    public @Nullable List<Marker> getMarkerList() {
        return event.getMarkerList();
    }

    @Override
    public long getTimeStamp() {
        return event.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return event.getNanoseconds();
    }

    @Override
    public Instant getInstant() {
        return event.getInstant();
    }

    @Override
    public long getSequenceNumber() {
        return event.getSequenceNumber();
    }

    @Override
    public void prepareForDeferredProcessing() {
        event.prepareForDeferredProcessing();
    }
}
