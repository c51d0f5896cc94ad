package dev.postrider.spring;

import dev.postrider.outbox.SchemaHistoryException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets a start without a usable schema end in a few readable lines. */
final class SchemaStartAnalyzer extends AbstractFailureAnalyzer<SchemaStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SchemaStartException cause) {
        if (cause.getCause() instanceof SchemaHistoryException) {
            return new FailureAnalysis(cause.getMessage(), "Nothing was changed. docs/upgrading.md says more.", cause);
        }
        return new FailureAnalysis(
                cause.getMessage(),
                "Apply the migrations with a user that may (java -jar postrider-server.jar migrate), or let this application do"
                        + " it: POSTRIDER_MIGRATE=true (postrider.migrate). docs/operations.md says which rights are needed.",
                cause);
    }
}
