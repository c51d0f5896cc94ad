package dev.postrider.spring.log;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Set;
import java.util.regex.Pattern;

/** Logback's encoder of lines for people, which lets no value forge or hide a line, whichever class logs it. */
public final class EscapingEncoder extends PatternLayoutEncoder {

    /** Logback's words for the fields of a line. */
    private static final Pattern HAS_FIELDS = Pattern.compile("%[-.0-9]*kvp");

    private volatile MaskedFields masked = new MaskedFields(Set.of());
    private boolean showsFields;

    /** Where the pattern has no place for a line's fields, its message ends with them. */
    @Override
    public void start() {
        showsFields = !HAS_FIELDS.matcher(getPattern()).find();
        super.start();
    }

    void mask(MaskedFields fields) {
        this.masked = fields;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return super.encode(new EscapedEvent(masked.in(event), showsFields));
    }

    static EscapingEncoder inPlaceOf(PatternLayoutEncoder plain, OutputStreamAppender<ILoggingEvent> appender) {
        EscapingEncoder escaping = new EscapingEncoder();
        escaping.setContext(plain.getContext());
        escaping.setParent(appender);
        escaping.setCharset(plain.getCharset());
        escaping.setOutputPatternAsHeader(plain.isOutputPatternAsHeader());
        escaping.setPattern(plain.getPattern());
        escaping.start();
        return escaping;
    }
}
