package dev.postrider.spring.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Lets a start with invalid settings end in a few readable lines instead of a stack trace. */
final class InvalidSettingsAnalyzer extends AbstractFailureAnalyzer<InvalidSettingsException> implements Ordered {

    static final String ACTION =
            "Correct the environment variables or properties named above. docs/configuration.md lists them all.";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingsException cause) {
        return new FailureAnalysis(cause.getMessage(), ACTION, cause);
    }

    /** Before Spring Boot's own, which would explain the wrapping exception. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
