package dev.postrider.relay;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Every line that was logged from its beginning to its end, by whomever: the ClickHouse client too. */
public final class Logged implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private Logged() {}

    /** From now on, until it is closed. */
    public static Logged begin() {
        Logged logged = new Logged();
        logged.appender.start();
        logged.root.addAppender(logged.appender);
        return logged;
    }

    /** Messages, fields and failures; what is below the level of information is not for production. */
    public List<String> lines() {
        return List.copyOf(appender.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs()
                        + messages(event.getThrowableProxy()))
                .toList();
    }

    private static List<String> messages(@Nullable IThrowableProxy failure) {
        List<String> messages = new ArrayList<>();
        for (IThrowableProxy cause = failure; cause != null; cause = cause.getCause()) {
            messages.add(String.valueOf(cause.getMessage()));
        }
        return messages;
    }

    @Override
    public void close() {
        root.detachAppender(appender);
    }
}
