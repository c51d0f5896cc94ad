package dev.postrider.spring.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.env.Environment;

/**
 * The fields of log lines and of the log context whose values are nobody's business: they are written as {@code ***}, in the log and in
 * what is reported with it. A value that somebody pastes into the text of a message is not found there.
 *
 * @param names as they are bound
 */
public record MaskedFields(Set<String> names) {

    /** The property that names them, with commas between. */
    public static final String PROPERTY = "postrider.log.masked-fields";

    /** What that property may be. */
    public static final String FORM = "|[A-Za-z0-9_.-]{1,100}(,[A-Za-z0-9_.-]{1,100}){0,99}";

    /** What stands in the place of a value. */
    static final String MASK = "***";

    /** Copies the set. */
    public MaskedFields {
        names = Set.copyOf(names);
    }

    /** Those that an application's settings name. A value of another form is refused elsewhere, when the settings are read. */
    public static MaskedFields of(Environment environment) {
        return of(environment.getProperty(PROPERTY, ""));
    }

    static MaskedFields of(String names) {
        return new MaskedFields(
                Arrays.stream(names.split(",")).filter(name -> !name.isEmpty()).collect(Collectors.toSet()));
    }

    /** The same fields, the values of the masked ones masked. */
    public Map<String, String> in(Map<String, String> fields) {
        Map<String, String> masked = new LinkedHashMap<>(fields);
        masked.replaceAll((name, value) -> names.contains(name) ? MASK : value);
        return masked;
    }

    ILoggingEvent in(ILoggingEvent event) {
        return names.isEmpty() ? event : new MaskedEvent(event, this);
    }
}
