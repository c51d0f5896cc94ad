package dev.postrider.console.oidc;

import dev.postrider.console.access.ProvidedUser;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.spring.config.OidcProperties;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from what a provider says of somebody who they are and what they may do. Immutable. */
final class Claims {
    private static final String EMAIL = "email";
    private static final int LONGEST_NAME = 100;
    /** What a {@code sub} may have, by the protocol. */
    private static final int LONGEST_SUBJECT = 255;

    private final OidcProperties settings;

    Claims(OidcProperties settings) {
        this.settings = settings;
    }

    /** Whether all is there that a login needs, so that the provider need not be asked for more. */
    boolean areEnough(Map<String, Object> claims) {
        return !values(claims).isEmpty() && text(claims, settings.nameClaim()).isPresent();
    }

    /**
     * Who it is.
     *
     * @param now when they log in
     * @throws UnfinishedLoginException if the provider does not say
     * @throws NoRoleException if no value of the role claim gives a role
     */
    ProvidedUser user(Map<String, Object> claims, Instant now) {
        String subject = Shown.of(Objects.toString(claims.get("sub"), ""), LONGEST_SUBJECT);
        if (subject.isEmpty()) {
            throw new UnfinishedLoginException("the provider gave no sub");
        }
        String name = text(claims, settings.nameClaim())
                .or(() -> text(claims, EMAIL))
                .orElseGet(() -> Shown.of(subject, LONGEST_NAME));
        List<String> values = values(claims);
        if (settings.eachOperator().stream().anyMatch(values::contains)) {
            return new ProvidedUser(name, subject, Role.OPERATOR, now);
        }
        if (settings.eachViewer().stream().anyMatch(values::contains)) {
            return new ProvidedUser(name, subject, Role.VIEWER, now);
        }
        throw new NoRoleException(name, subject);
    }

    private List<String> values(Map<String, Object> claims) {
        Object claim = proven(claims, settings.roleClaim());
        Collection<?> all = claim instanceof Collection<?> several
                ? several
                : Stream.ofNullable(claim).toList();
        return all.stream().filter(Objects::nonNull).map(String::valueOf).toList();
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return proven(claims, name) instanceof String text
                ? Optional.of(Shown.of(text, LONGEST_NAME)).filter(shown -> !shown.isEmpty())
                : Optional.empty();
    }

    /** An address that people may have typed themselves says nothing of who they are. */
    private static @Nullable Object proven(Map<String, Object> claims, String name) {
        return name.equals(EMAIL) && !Boolean.TRUE.equals(claims.get("email_verified")) ? null : claim(claims, name);
    }

    /** The claim of a name, or of a path: some have dots in their names, others are within another. */
    private static @Nullable Object claim(Map<?, ?> claims, String path) {
        Object whole = claims.get(path);
        for (int dot = path.indexOf('.'); whole == null && dot >= 0; dot = path.indexOf('.', dot + 1)) {
            if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                whole = claim(inner, path.substring(dot + 1));
            }
        }
        return whole;
    }
}
