package dev.postrider.spring.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.AppenderAttachable;

/** Logback's encoder of lines for people, which lets no value forge or hide a line, whichever class logs it. */
public final class EscapingEncoder extends PatternLayoutEncoder {

    @Override
    public byte[] encode(ILoggingEvent event) {
        return super.encode(new EscapedEvent(event));
    }

    /** Puts one in the place of each of Logback's own. */
    static void installIn(LoggerContext context) {
        context.getLoggerList().forEach(EscapingEncoder::installIn);
    }

    private static void installIn(AppenderAttachable<ILoggingEvent> parent) {
        parent.iteratorForAppenders().forEachRemaining(EscapingEncoder::installIn);
    }

    @SuppressWarnings("unchecked") // what is attached to an appender takes the same events
    private static void installIn(Appender<ILoggingEvent> appender) {
        if (appender instanceof OutputStreamAppender<ILoggingEvent> lines
                && lines.getEncoder() instanceof PatternLayoutEncoder plain
                && plain.getClass() == PatternLayoutEncoder.class) {
            lines.setEncoder(inPlaceOf(plain, lines));
        }
        if (appender instanceof AppenderAttachable<?> parent) {
            installIn((AppenderAttachable<ILoggingEvent>) parent);
        }
    }

    private static EscapingEncoder inPlaceOf(PatternLayoutEncoder plain, OutputStreamAppender<ILoggingEvent> appender) {
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
