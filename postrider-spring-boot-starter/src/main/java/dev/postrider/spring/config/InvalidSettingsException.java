package dev.postrider.spring.config;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Settings that the application can't start with. The message names each by its environment variable and its property,
 * with the value (secrets masked) and the limit. Starting again changes nothing until they are mended.
 */
public final class InvalidSettingsException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
    }

    /** A single setting's problem, in words of the caller's own. */
    public InvalidSettingsException(String message) {
        super(message);
    }
}
