package dev.postrider.console.answer;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.postrider.relay.batch.Snapshot;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** How {@link Answer}s are written, by the admin API and by commands, and read again by a command that asked the API. Immutable. */
public final class AnswerJson {
    /** Names_with_underscores, times and durations as ISO 8601. What it reads may have more than it knows: another version wrote it. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(Snapshot.class, AsText.class)
            .build();

    private AnswerJson() {}

    /**
     * Reads an answer.
     *
     * @throws tools.jackson.core.JacksonException if it is none of the type
     */
    public static <T> T read(String text, Class<T> type) {
        return MAPPER.readerFor(type).withAttribute(RawText.OF, text).readValue(text);
    }

    /** As PostgreSQL writes it. */
    private interface AsText {
        @JsonValue
        @Override
        String toString();
    }
}
