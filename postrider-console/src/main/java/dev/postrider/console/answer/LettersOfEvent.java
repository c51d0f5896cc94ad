package dev.postrider.console.answer;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.postrider.relay.tools.deadletter.DeadLetter;
import dev.postrider.relay.tools.deadletter.DeadLetterContent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** All dead letters of an event id: none if it was not refused, more than one after a restore or a promotion. */
public record LettersOfEvent(List<Letter> deadLetters) implements Answer {

    /**
     * A letter with its event.
     *
     * @param eventContext the JSON text as it was published, but for what is masked
     */
    public record Letter(
            DeadLetter letter,

            @JsonRawValue @JsonDeserialize(using = RawText.class)
            String eventContext,

            long metadataVersion,
            @Nullable String traceParent,
            String transaction) {
        /** As it is. */
        public static Letter of(DeadLetterContent content) {
            return new Letter(
                    content.letter(),
                    content.eventContext(),
                    content.metadataVersion(),
                    content.traceParent(),
                    content.transaction());
        }
    }
}
