package dev.postrider.outbox;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;

/** The type and version under which the objects of a class are published; worked out once per class. */
record EventName(String type, long metadataVersion) {

    private static final ClassValue<EventName> BY_CLASS = new ClassValue<>() {
        @Override
        protected EventName computeValue(Class<?> eventClass) {
            return read(eventClass);
        }
    };

    /** @throws InvalidEventException if the class has no name that could name an event */
    static EventName of(Class<?> eventClass) {
        return BY_CLASS.get(eventClass);
    }

    private static EventName read(Class<?> eventClass) {
        EventType annotation = eventClass.getAnnotation(EventType.class);
        String type = annotation == null || annotation.value().isEmpty() ? nameOf(eventClass) : annotation.value();
        long version = annotation == null ? 1 : annotation.metadataVersion();
        try {
            EventRules.requireType(type);
            EventRules.requireMetadataVersion(version);
        } catch (InvalidEventException e) {
            throw new InvalidEventException("class " + eventClass.getName() + ": " + e.getMessage(), e);
        }
        return new EventName(type, version);
    }

    private static String nameOf(Class<?> eventClass) {
        if (isPlainValue(eventClass)) {
            throw new InvalidEventException("an object of " + eventClass.getName()
                    + " is a plain value whose class names no event: publish a record of your own,"
                    + " or Event.of(type, json) for ready-made JSON");
        }
        if (isNameless(eventClass)) {
            throw new InvalidEventException(
                    "class " + eventClass.getName()
                            + " is anonymous or generated, so its name names no event: use a named class, or put @EventType(\"…\") on it");
        }
        return SnakeCase.of(eventClass.getSimpleName());
    }

    private static boolean isPlainValue(Class<?> eventClass) {
        return eventClass.isArray()
                || eventClass.getName().startsWith("java.")
                || Collection.class.isAssignableFrom(eventClass)
                || Map.class.isAssignableFrom(eventClass)
                || CharSequence.class.isAssignableFrom(eventClass);
    }

    private static boolean isNameless(Class<?> eventClass) {
        return eventClass.isAnonymousClass()
                || eventClass.isHidden()
                || eventClass.isSynthetic()
                || Proxy.isProxyClass(eventClass)
                || eventClass.getSimpleName().contains("$");
    }
}
