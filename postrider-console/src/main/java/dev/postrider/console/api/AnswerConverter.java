package dev.postrider.console.api;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.AnswerJson;
import java.io.IOException;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes {@link Answer}s. Thread-safe. */
final class AnswerConverter extends AbstractHttpMessageConverter<Answer> {
    /** A misspelled condition must not mean all. */
    private static final JsonMapper JSON = AnswerJson.MAPPER
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

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
