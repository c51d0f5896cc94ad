package dev.postrider.console.oidc;

import org.springframework.security.core.AuthenticationException;

/** A login that did not come to an end as it should: begun elsewhere, too long ago, broken off, or not proven. */
final class UnfinishedLoginException extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    /** @param reason for the log, without secrets */
    UnfinishedLoginException(String reason) {
        super(reason);
    }
}
