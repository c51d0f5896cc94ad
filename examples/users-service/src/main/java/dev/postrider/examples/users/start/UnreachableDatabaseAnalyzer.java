package dev.postrider.examples.users.start;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two sentences, instead of a stack trace, that PostgreSQL could not be reached at the start. */
final class UnreachableDatabaseAnalyzer extends AbstractFailureAnalyzer<SQLTransientConnectionException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SQLTransientConnectionException cause) {
        Throwable reason = cause;
        while (reason.getCause() instanceof SQLException deeper) {
            reason = deeper;
        }
        return new FailureAnalysis(
                "PostgreSQL could not be reached: " + reason.getMessage(),
                "Start it, or correct DATABASE_URL. Nothing was changed; start the service again then.",
                rootFailure);
    }
}
