package dev.postrider.console.answer;

import dev.postrider.relay.sink.query.LogPlace;
import dev.postrider.relay.tools.explain.Explanation;
import dev.postrider.relay.tools.explain.Explanation.Batch;
import dev.postrider.relay.tools.explain.Explanation.Committed;
import dev.postrider.relay.tools.explain.Explanation.Outcome;
import dev.postrider.relay.tools.explain.Explanation.Published;
import dev.postrider.relay.tools.explain.Explanation.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event.
 *
 * @param lives each time that it was published
 * @param strays rows of the event log with its id that no batch delivered
 * @param notCompared columns that were not compared, each with why
 * @param doubt why it is not known what became of it; null if it is
 * @param logUnknown why it is not known whether the event log has it; null if it is
 */
public record EventLives(
        String outbox,
        long eventId,
        List<Life> lives,
        List<Place> strays,
        Map<String, String> notCompared,
        @Nullable String doubt,
        @Nullable String logUnknown)
        implements Answer {

    /**
     * A row of the event log.
     *
     * @param shard where it is; null if there is only one shard
     */
    public record Place(@Nullable String shard, String partition, String part, long offset, Instant eventDateTime) {
        static Place of(LogPlace place) {
            return new Place(place.shard(), place.partition(), place.part(), place.offset(), place.eventDateTime());
        }
    }

    /** What became of it once. */
    public record Life(
            Outcome outcome,
            @Nullable Published published,
            @Nullable Committed committed,
            @Nullable Batch batch,
            @Nullable Refusal refusal,
            List<Place> places,
            @Nullable Boolean isEqual) {}

    /** As it was found. */
    public static EventLives of(Explanation explanation, @Nullable String logUnknown) {
        return new EventLives(
                explanation.outbox(),
                explanation.eventId(),
                explanation.lives().stream()
                        .map(life -> new Life(
                                life.outcome(),
                                life.published(),
                                life.committed(),
                                life.batch(),
                                life.refusal(),
                                life.places().stream().map(Place::of).toList(),
                                life.isEqual()))
                        .toList(),
                explanation.strays().stream().map(Place::of).toList(),
                explanation.notCompared(),
                explanation.doubt(),
                logUnknown);
    }
}
