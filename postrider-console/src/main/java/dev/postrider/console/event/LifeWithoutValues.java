package dev.postrider.console.event;

import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.tools.explain.Explanation;
import dev.postrider.relay.tools.explain.Explanation.EventLife;
import dev.postrider.relay.tools.explain.Explanation.Refusal;
import org.jspecify.annotations.Nullable;

/** An event's life, where the reason of a refusal quotes nothing of the event while anything is masked. */
final class LifeWithoutValues {
    private LifeWithoutValues() {}

    static Explanation of(Explanation whole, Payloads payloads) {
        return new Explanation(
                whole.outbox(),
                whole.eventId(),
                whole.lives().stream()
                        .map(life -> new EventLife(
                                life.outcome(),
                                life.published(),
                                life.committed(),
                                life.batch(),
                                of(life.refusal(), payloads),
                                life.places(),
                                life.isEqual()))
                        .toList(),
                whole.strays(),
                whole.notCompared(),
                whole.doubt(),
                whole.logUnknown());
    }

    private static @Nullable Refusal of(@Nullable Refusal refusal, Payloads payloads) {
        return refusal == null
                ? null
                : new Refusal(
                        refusal.shard(),
                        refusal.code(),
                        payloads.reason(refusal.code(), refusal.reason()),
                        refusal.failedAt(),
                        refusal.times(),
                        refusal.requeuedAt(),
                        refusal.discardedAt(),
                        refusal.decidedBy(),
                        refusal.note());
    }
}
