package dev.postrider.console.oidc;

import org.springframework.security.core.AuthenticationException;

/** The provider knows who it is, and nothing that it says of them gives them a role here. */
final class NoRoleException extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String subject;

    NoRoleException(String name, String subject) {
        super("no role");
        this.name = name;
        this.subject = subject;
    }

    String name() {
        return name;
    }

    String subject() {
        return subject;
    }
}
