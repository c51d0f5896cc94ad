package dev.postrider.outbox;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names an event class, where the name that follows from the class is not the one wanted, and numbers the version of
 * its context.
 *
 * <p>Without the annotation a class {@code UserCreated} is published as type {@code user_created}, version 1. It is read
 * from the event's own class only: a subclass is another event.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventType {

    /** The event type, 1 to 255 characters; empty: the class's simple name in snake_case. */
    String value() default "";

    /** The version of the context's shape, 1 or more. Raise it when readers have to tell the shapes apart. */
    long metadataVersion() default 1;
}
