package dev.postrider.spring.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.AppenderAttachable;

/**
 * Sees to it that all appenders write what may be written: an {@link EscapingEncoder} in the place of each of Logback's own, and a
 * {@link FieldsEncoder} around each other one.
 */
final class Encoders {

    private final MaskedFields masked;

    Encoders(MaskedFields masked) {
        this.masked = masked;
    }

    void installIn(LoggerContext context) {
        context.getLoggerList().forEach(this::installIn);
    }

    private void installIn(AppenderAttachable<ILoggingEvent> parent) {
        parent.iteratorForAppenders().forEachRemaining(this::installIn);
    }

    @SuppressWarnings("unchecked") // what is attached to an appender takes the same events
    private void installIn(Appender<ILoggingEvent> appender) {
        if (appender instanceof OutputStreamAppender<ILoggingEvent> lines) {
            installIn(lines);
        }
        if (appender instanceof AppenderAttachable<?> parent) {
            installIn((AppenderAttachable<ILoggingEvent>) parent);
        }
    }

    private void installIn(OutputStreamAppender<ILoggingEvent> lines) {
        Encoder<ILoggingEvent> encoder = lines.getEncoder();
        if (encoder instanceof PatternLayoutEncoder plain && plain.getClass() == PatternLayoutEncoder.class) {
            EscapingEncoder escaping = EscapingEncoder.inPlaceOf(plain, lines);
            escaping.mask(masked);
            lines.setEncoder(escaping);
        } else if (encoder instanceof EscapingEncoder escaping) {
            escaping.mask(masked);
        } else if (encoder instanceof FieldsEncoder wrapped) {
            wrapped.mask(masked);
        } else if (encoder != null) {
            FieldsEncoder wrapped = new FieldsEncoder(encoder, masked);
            wrapped.setContext(lines.getContext());
            wrapped.start();
            lines.setEncoder(wrapped);
        }
    }
}
