package dev.postrider.outbox;

import java.io.IOException;
import java.io.Writer;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes an object as the JSON text of a context; never holds more of it than the limit allows. */
final class ContextWriter {

    /**
     * Lower than what a text may have: Jackson's serializers recurse, and an overflow of the stack inside of a static
     * initializer would leave that class unusable for the whole process. 2,000 levels overflowed a thread of 1 MiB.
     */
    static final int MAX_NESTING = 600;

    private final JsonMapper mapper;

    private ContextWriter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    static ContextWriter create(UnaryOperator<JsonMapper.Builder> customizer) {
        JsonFactory factory = JsonFactory.builder()
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory)
                .accessorNaming(new AccessorNames.Provider())
                .propertyNamingStrategy(new SnakeCase())
                .addModule(ValueForms.module())
                // as declared, so that people who read the text find what they wrote
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                // a change of toString must not change what is stored
                .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
        return new ContextWriter(customizer.apply(builder).build());
    }

    /** @throws InvalidEventException if Jackson cannot write the object, or writes more than the limit */
    String write(Object event, String type, int maxBytes) {
        BoundedText text = new BoundedText(maxBytes);
        try {
            mapper.writeValue(text, event);
        } catch (JacksonException e) {
            if (text.overflowed()) {
                throw JsonText.tooLarge(type, "more than " + maxBytes, maxBytes);
            }
            throw unwritable(event, type, reason(e), e);
        } catch (RuntimeException e) {
            throw unwritable(event, type, String.valueOf(e.getMessage()), e);
        } catch (StackOverflowError e) {
            throw unwritable(event, type, "it is nested too deep for this thread's stack, or contains itself", e);
        }
        return withoutHalfPairs(text.toString());
    }

    private static String reason(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return "it is nested deeper than " + MAX_NESTING + " levels, or contains itself";
        }
        String place = e instanceof DatabindException problem ? problem.getPathReference() : "";
        return e.getOriginalMessage() + (place.isEmpty() ? "" : " (at " + place + ")");
    }

    private static InvalidEventException unwritable(Object event, String type, String reason, Throwable cause) {
        return new InvalidEventException(
                "event " + type + " of " + event.getClass() + " cannot be written as JSON: " + reason
                        + ". Change the class, or publish Event.of(type, json) with JSON of your own",
                cause);
    }

    /** Half a surrogate pair has no encoding in UTF-8, but JSON has an escape for it. */
    private static String withoutHalfPairs(String json) {
        StringBuilder escaped = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean half = false;
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < json.length()
                        && Character.isLowSurrogate(json.charAt(i + 1));
                if (pair) {
                    if (escaped != null) {
                        escaped.append(c);
                    }
                    c = json.charAt(++i);
                } else {
                    half = true;
                }
            }
            if (half && escaped == null) {
                escaped = new StringBuilder(json.length() + 16).append(json, 0, i);
            }
            if (escaped != null) {
                if (half) {
                    escaped.append("\\u").append(Integer.toHexString(c));
                } else {
                    escaped.append(c);
                }
            }
        }
        return escaped == null ? json : escaped.toString();
    }

    /** Takes as many characters as the limit has bytes: text of more characters is over the limit whatever they are. */
    private static final class BoundedText extends Writer {

        private final StringBuilder text = new StringBuilder(256);
        private final int maxChars;
        private boolean overflowed;

        BoundedText(int maxChars) {
            this.maxChars = maxChars;
        }

        boolean overflowed() {
            return overflowed;
        }

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            if (text.length() + (long) length > maxChars) {
                overflowed = true;
                throw new IOException("more than " + maxChars + " characters");
            }
            text.append(chars, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
