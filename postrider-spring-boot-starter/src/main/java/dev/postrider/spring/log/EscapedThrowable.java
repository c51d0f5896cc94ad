package dev.postrider.spring.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A failure, its causes and what it suppressed, whose messages can't be taken for lines of the log or of the stack trace. */
record EscapedThrowable(IThrowableProxy failure) implements IThrowableProxy {

    static @Nullable EscapedThrowable of(@Nullable IThrowableProxy failure) {
        return failure == null ? null : new EscapedThrowable(failure);
    }

    @Override
    public @Nullable String getMessage() {
        return EscapedText.of(failure.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return EscapedText.of(failure.getOverridingMessage());
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return of(failure.getCause());
    }

    @Override
    public IThrowableProxy @Nullable [] getSuppressed() {
        IThrowableProxy[] suppressed = failure.getSuppressed();
        return suppressed == null
                ? null
                : Arrays.stream(suppressed).map(EscapedThrowable::new).toArray(IThrowableProxy[]::new);
    }

    @Override
    public String getClassName() {
        return failure.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return failure.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return failure.getCommonFrames();
    }

    @Override
    public boolean isCyclic() {
        return failure.isCyclic();
    }
}
