package dev.postrider.console;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether a path is set for the console. */
final class OnConsolePath implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String path = context.getEnvironment().getProperty("postrider.console.path", "");
        return !path.isBlank() && !path.equals("off");
    }
}
