package dev.postrider.server.fleet;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether a file lists the outboxes; an empty variable counts as not set. */
final class OnDatabasesFile implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return !context.getEnvironment()
                .getProperty(FleetSettings.DATABASES_FILE, "")
                .isBlank();
    }
}
