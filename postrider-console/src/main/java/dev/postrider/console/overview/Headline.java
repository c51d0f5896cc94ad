package dev.postrider.console.overview;

import dev.postrider.relay.status.DeliveryState;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether events flow, in one sentence.
 *
 * @param look how it is shown: good, bad, warn or quiet
 * @param sentence whether events flow
 * @param reason why; null where that needs no reason
 * @param since since when; null if that is not known, or needs none
 * @param advice what to do; null where there is nothing to do
 */
record Headline(
        String look,
        String sentence,
        @Nullable String reason,
        @Nullable Instant since,
        @Nullable String advice) {

    static Headline of(Observation<OutboxStatus> last) {
        if (last instanceof Observation.Seen<OutboxStatus> seen) {
            DeliveryState state = seen.value().state();
            String advice = seen.value().advice();
            return new Headline(
                    look(state.code()),
                    sentence(state.code()),
                    state.because(),
                    state.since(),
                    advice.equals("Nothing.") ? null : advice);
        }
        if (last instanceof Observation.Unseen<OutboxStatus> unseen) {
            return new Headline(
                    "bad",
                    "Whether events are delivered is not known: PostgreSQL can’t be asked",
                    unseen.reason(),
                    unseen.since(),
                    "See that PostgreSQL works. This page goes on by itself then.");
        }
        return new Headline("quiet", "Nobody has looked yet", null, null, null);
    }

    /** How a state is shown. */
    static String look(String code) {
        return switch (code) {
            case "flowing", "nothing_to_do" -> "good";
            case "paused", "not_known" -> "warn";
            default -> "bad";
        };
    }

    /** What a state means. */
    static String sentence(String code) {
        return switch (code) {
            case "flowing" -> "Events flow";
            case "nothing_to_do" -> "Everything is delivered, nothing to do";
            case "paused" -> "Delivery is paused";
            case "not_delivering" -> "Events are not delivered";
            default -> "Whether events are delivered is not known";
        };
    }
}
