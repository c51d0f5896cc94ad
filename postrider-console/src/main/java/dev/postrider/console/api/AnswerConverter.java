package dev.postrider.console.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.sink.query.LogPlace;
import java.io.IOException;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes {@link Answer}s. Thread-safe. */
final class AnswerConverter extends AbstractHttpMessageConverter<Answer> {
    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            // a misspelled condition must not mean all
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(Snapshot.class, AsText.class)
            .addMixIn(LogPlace.class, WithoutSums.class)
            .build();

    /** As PostgreSQL writes it. */
    private interface AsText {
        @JsonValue
        @Override
        String toString();
    }

    /** They are compared, and mean nothing by themselves. */
    @JsonIgnoreProperties("sums")
    private interface WithoutSums {}

    AnswerConverter() {
        super(MediaType.APPLICATION_JSON, MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return Answer.class.isAssignableFrom(type);
    }

    @Override
    protected Answer readInternal(Class<? extends Answer> type, HttpInputMessage message) throws IOException {
        try {
            return JSON.readValue(message.getBody(), type);
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException(e.getOriginalMessage(), e, message);
        }
    }

    @Override
    protected void writeInternal(Answer answer, HttpOutputMessage message) throws IOException {
        message.getBody().write(JSON.writeValueAsBytes(answer));
    }
}
