package dev.postrider.console.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.AnswerJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Why something was not done.
 *
 * @param type which kind of problem it is, for programs: a URI that names it and leads nowhere
 * @param title the same for people
 * @param status of HTTP
 * @param detail what is wrong this time, and what can be done about it
 * @param instance what was asked for
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance) implements Answer {

    /** Of a kind that is named by its title. */
    public static Problem of(HttpStatus status, String title, String detail, HttpServletRequest request) {
        return new Problem(
                "urn:postrider:problem:" + title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                title,
                status.value(),
                detail,
                request.getRequestURI());
    }

    /** Answers with it, where no controller does. */
    public void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(AnswerJson.MAPPER.writeValueAsBytes(this));
    }
}
