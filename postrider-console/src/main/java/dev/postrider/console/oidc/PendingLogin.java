package dev.postrider.console.oidc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/**
 * A login that was begun here and goes on at the provider.
 *
 * @param until when it has to have come back
 * @param state what tells that it is this one
 * @param nonce what the provider's answer has to hold
 * @param verifier what the code is exchanged with
 * @param redirectUri where the provider was told to send people back to
 * @param to the page of the console to show afterwards
 */
record PendingLogin(Instant until, String state, String nonce, String verifier, String redirectUri, String to) {
    private static final int PARTS = 6;

    static PendingLogin of(OAuth2AuthorizationRequest request, Instant until, String to) {
        return new PendingLogin(
                until,
                String.valueOf(request.getState()),
                String.valueOf(request.<Object>getAttribute(OidcParameterNames.NONCE)),
                String.valueOf(request.<Object>getAttribute(PkceParameterNames.CODE_VERIFIER)),
                String.valueOf(request.getRedirectUri()),
                to);
    }

    /** As {@link #toText()} wrote it; nothing if it did not. */
    static Optional<PendingLogin> read(String text) {
        List<String> parts = List.of(text.split("\n", -1));
        return parts.size() == PARTS
                ? Optional.of(new PendingLogin(
                        Instant.ofEpochMilli(Long.parseLong(parts.get(0))),
                        parts.get(1),
                        parts.get(2),
                        parts.get(3),
                        parts.get(4),
                        parts.get(5)))
                : Optional.empty();
    }

    /** None of the parts has a line break: they are URLs, or random. */
    String toText() {
        return String.join("\n", Long.toString(until.toEpochMilli()), state, nonce, verifier, redirectUri, to);
    }

    /** Hides what others must not know. */
    @Override
    public String toString() {
        return "PendingLogin[until=" + until + ", to=" + to + "]";
    }
}
