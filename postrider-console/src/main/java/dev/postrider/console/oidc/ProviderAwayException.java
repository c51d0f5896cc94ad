package dev.postrider.console.oidc;

import org.springframework.security.core.AuthenticationException;

/** The provider can't be reached, or answers with something else than a provider does. */
final class ProviderAwayException extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    /** @param reason for the log, without secrets */
    ProviderAwayException(String reason, Throwable cause) {
        super(reason, cause);
    }

    ProviderAwayException(String reason) {
        super(reason);
    }
}
