package dev.postrider.spring.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.postrider.relay.batch.OneLine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/** What was logged, as it may stand in lines for people: no value of it begins a line, moves the cursor or turns text around. */
final class EscapedEvent extends ForwardedEvent {

    /** A value that is part of the message is not said again, unless it is so short that it may be there by chance. */
    private static final int NO_CHANCE = 8;

    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=,()]+");

    private final ILoggingEvent event;
    private final boolean showsFields;

    /** @param showsFields whether the message ends with the fields, for a line that has no other place for them */
    EscapedEvent(ILoggingEvent event, boolean showsFields) {
        super(event);
        this.event = event;
        this.showsFields = showsFields;
    }

    /** Values are kept in one line; a message that has lines of its own, as reports of a failed start have, keeps them, marked. */
    @Override
    public @Nullable String getFormattedMessage() {
        String message = message();
        return showsFields && message != null ? message + fields(message) : message;
    }

    private @Nullable String message() {
        Object[] values = event.getArgumentArray();
        return EscapedText.of(
                values == null
                        ? event.getFormattedMessage()
                        : MessageFormatter.basicArrayFormat(
                                event.getMessage(),
                                Arrays.stream(values).map(EscapedEvent::value).toArray()));
    }

    private String fields(String message) {
        List<KeyValuePair> pairs = getKeyValuePairs();
        String fields = pairs == null
                ? ""
                : pairs.stream()
                        .filter(pair -> isNews(String.valueOf(pair.value), message))
                        .map(pair -> pair.key + "=" + quoted(String.valueOf(pair.value)))
                        .collect(Collectors.joining(", "));
        return fields.isEmpty() ? "" : " (" + fields + ")";
    }

    private static boolean isNews(String value, String message) {
        return value.length() < NO_CHANCE || !message.contains(value);
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() ? value : "\"" + value + "\"";
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
}
