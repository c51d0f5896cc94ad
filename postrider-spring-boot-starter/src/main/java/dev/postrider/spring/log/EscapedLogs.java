package dev.postrider.spring.log;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/** Escapes what the application logs in lines for people, and masks fields, as soon as the log is configured, however it is. */
final class EscapedLogs implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final boolean LOGBACK =
            ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext", EscapedLogs.class.getClassLoader());

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent prepared) {
        ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
        if (LOGBACK && loggers instanceof LoggerContext context) {
            new Encoders(MaskedFields.of(prepared.getEnvironment())).installIn(context);
        }
    }

    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }
}
