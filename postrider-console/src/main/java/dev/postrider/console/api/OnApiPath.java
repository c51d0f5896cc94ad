package dev.postrider.console.api;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether a path is set for the admin API. */
public final class OnApiPath implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String path = context.getEnvironment().getProperty("postrider.console.api-path", "");
        return !path.isBlank() && !path.equals("off");
    }
}
