package dev.postrider.console.access;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the accounts are those in PostgreSQL, and not configured ones. */
final class OnStoredAccounts implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return context.getEnvironment()
                .getProperty("postrider.console.users", "")
                .isBlank();
    }
}
