package dev.postrider.console.access;

import java.util.stream.Stream;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the accounts are those in PostgreSQL, and neither configured ones nor those of a provider. */
final class OnStoredAccounts implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Stream.of("postrider.console.users", "postrider.console.oidc.issuer")
                .allMatch(property ->
                        context.getEnvironment().getProperty(property, "").isBlank());
    }
}
