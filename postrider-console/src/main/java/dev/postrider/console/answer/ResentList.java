package dev.postrider.console.answer;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.postrider.relay.tools.resend.ResendRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The last replays and repairs, the newest first. */
public record ResentList(List<Resent> resent) implements Answer {
    /** So many at most. */
    public static final int MOST = 20;

    /**
     * A replay or repair.
     *
     * @param criteria which events, as JSON of its own
     * @param finishedAt null while it is under way or was broken off
     */
    public record Resent(
            long number,
            ResendRecord.Kind kind,
            String target,

            @JsonRawValue @JsonDeserialize(using = RawText.class)
            String criteria,

            ResendRecord.Counts counts,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String by,
            @Nullable String note) {
        static Resent of(ResendRecord record) {
            return new Resent(
                    record.number(),
                    record.kind(),
                    record.target(),
                    record.criteria(),
                    record.counts(),
                    record.startedAt(),
                    record.finishedAt(),
                    record.order().by(),
                    record.order().note());
        }
    }

    /** As they are in the ledger. */
    public static ResentList of(List<ResendRecord> records) {
        return new ResentList(records.stream().map(Resent::of).toList());
    }
}
