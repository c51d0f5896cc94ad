package dev.postrider.console.answer;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.postrider.relay.tools.events.LoggedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event of the event log.
 *
 * @param key its place there
 * @param eventContext the JSON as it is stored, to the last digit, but for what is masked; quoted as a JSON string, if it is none
 */
public record StoredEvent(
        String key,
        @Nullable Long eventId,
        @Nullable String outbox,
        String eventType,
        Instant eventDateTime,
        @Nullable String environment,
        @Nullable Long metadataVersion,
        @Nullable String traceParent,

        @JsonRawValue @JsonDeserialize(using = RawText.class)
        String eventContext) {

    /**
     * As it is shown.
     *
     * @param context as this person may see it
     */
    public static StoredEvent of(LoggedEvent event, String context) {
        return new StoredEvent(
                event.key().toString(),
                event.eventId(),
                event.outbox(),
                event.eventType(),
                event.eventDateTime(),
                event.environment(),
                event.metadataVersion(),
                event.traceParent(),
                isJson(context) ? context : JsonMapper.shared().writeValueAsString(context));
    }

    private static boolean isJson(String context) {
        try (JsonParser parser = JsonMapper.shared().createParser(context)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException notJson) {
            return false;
        }
    }
}
