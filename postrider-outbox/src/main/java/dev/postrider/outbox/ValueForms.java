package dev.postrider.outbox;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Modifier;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.BaseStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

/**
 * The forms of values where Jackson's own would lose something without a word: a day that becomes a moment of another day, a
 * moment that loses its microseconds, an object of which nothing can be read, a key that is an address in memory.
 */
final class ValueForms {

    private ValueForms() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("postrider");
        asText(module, Date.class, day -> day.toLocalDate().toString());
        asText(module, Timestamp.class, moment -> moment.toInstant().toString());
        for (Class<?> usedUp : List.of(
                BaseStream.class, Iterator.class, Enumeration.class, InputStream.class, Reader.class, Future.class)) {
            refuse(module, usedUp);
        }
        return module.setSerializerModifier(new NothingLost());
    }

    private static <T> void asText(SimpleModule module, Class<T> type, Function<T, String> form) {
        module.addSerializer(type, new ValueSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializationContext context) {
                out.writeString(form.apply(value));
            }
        });
        module.addKeySerializer(type, new ValueSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializationContext context) {
                out.writeName(form.apply(value));
            }
        });
    }

    private static <T> void refuse(SimpleModule module, Class<T> type) {
        module.addSerializer(
                type, new Refusal<>("can be read once only, or later: give what it holds, as a list for example"));
    }

    /** Writes nothing, but says why. */
    private static final class Refusal<T> extends ValueSerializer<T> {

        private final String reason;

        Refusal(String reason) {
            this.reason = reason;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            throw new UnreadableValueException(value.getClass(), reason);
        }
    }

    /** A value of this class has no content that could be written. */
    static final class UnreadableValueException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableValueException(Class<?> type, String reason) {
            super("a value of " + type + " " + reason);
        }
    }

    private static final class NothingLost extends ValueSerializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier bean, List<BeanPropertyWriter> properties) {
            if (properties.isEmpty() && hidesAll(config, bean.get())) {
                throw new UnreadableValueException(
                        bean.getBeanClass(),
                        "has fields, but none that can be read: make it a record, or give it public getters,"
                                + " accessors or fields");
            }
            return properties;
        }

        private static boolean hidesAll(SerializationConfig config, BeanDescription bean) {
            if (bean.findAnyGetter() != null || bean.hasKnownClassAnnotations()) {
                return false;
            }
            for (AnnotatedField field : bean.getClassInfo().fields()) {
                boolean counts = !Modifier.isTransient(field.getModifiers())
                        && !field.getAnnotated().isSynthetic()
                        && !config.getAnnotationIntrospector().hasIgnoreMarker(config, field);
                if (counts) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public ValueSerializer<?> modifyKeySerializer(
                SerializationConfig config,
                JavaType type,
                BeanDescription.Supplier bean,
                ValueSerializer<?> serializer) {
            boolean hasForm = type.isAbstract()
                    || type.getRawClass() == Object.class
                    || type.getRawClass() == byte[].class
                    || bean.get().findJsonKeyAccessor() != null
                    || bean.get().findJsonValueAccessor() != null
                    || hasText(type.getRawClass());
            return hasForm
                    ? serializer
                    : new Refusal<>("is the key of a map and has no text of its own: give it a toString(),"
                            + " or use a string as the key");
        }

        private static boolean hasText(Class<?> type) {
            try {
                return type.getMethod("toString").getDeclaringClass() != Object.class;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("every object has toString()", e);
            }
        }
    }
}
