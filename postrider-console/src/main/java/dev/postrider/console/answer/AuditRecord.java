package dev.postrider.console.answer;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.postrider.relay.tools.audit.OperatorAction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** What people did by hand, the newest first. */
public record AuditRecord(List<Action> actions) implements Answer {

    /** An action, with its criteria as JSON of its own. */
    public record Action(
            Instant begunAt,
            @Nullable Instant finishedAt,
            @Nullable String by,
            String action,
            @Nullable String target,

            @JsonRawValue @JsonDeserialize(using = RawText.class) @Nullable
            String criteria,

            long done,
            @Nullable String note) {
        /**
         * As it is shown.
         *
         * @param criteria as this person may see them
         */
        public static Action of(OperatorAction action, @Nullable String criteria) {
            return new Action(
                    action.begunAt(),
                    action.finishedAt(),
                    action.by(),
                    action.action(),
                    action.target(),
                    criteria,
                    action.done(),
                    action.note());
        }
    }
}
