package dev.postrider.server.cli;

import dev.postrider.console.answer.OrderProgress;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemoteFailure;
import dev.postrider.server.cli.remote.RemotePath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** An order about dead letters that a server carries out, while somebody waits for it. One thread. */
final class RemoteOrder {
    /** The server that answers may be another one than the one that is at work: then the letters that are done tell. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(10);

    private final Remote remote;
    private final Output output;

    RemoteOrder(Remote remote, Output output) {
        this.remote = remote;
        this.output = output;
    }

    /** What the admin API takes. */
    private record Wanted(
            String action,
            String note,
            @Nullable Boolean all,
            @Nullable List<Long> eventIds,
            @Nullable String type,
            @Nullable String environment,
            @Nullable Integer code,
            @Nullable String reason,
            @Nullable Long batch,
            @Nullable Instant from,
            @Nullable Instant before) {
        static Wanted of(String action, DeadLetterFilter filter, String note) {
            return new Wanted(
                    action,
                    note,
                    filter.isEverything() ? true : null,
                    filter.eventIds().isEmpty() ? null : filter.eventIds(),
                    filter.eventType(),
                    filter.environment(),
                    filter.code(),
                    filter.reasonContains(),
                    filter.batchNo(),
                    filter.failedFrom(),
                    filter.failedBefore());
        }
    }

    /** Orders it, waits until it is done, and says about how many letters it decided. */
    long carryOut(String action, DeadLetterFilter filter, String note, LongConsumer progress) {
        OrderProgress order = remote.change(
                "POST", RemotePath.of("/dead-letters/orders"), Wanted.of(action, filter, note), OrderProgress.class);
        return await(order, progress).done();
    }

    /** Goes on with one, waits until it is done, and says about how many letters it decided from now on. */
    OrderProgress resume(long number, LongConsumer progress) {
        OrderProgress order = remote.change(
                "POST", RemotePath.of("/dead-letters/orders/" + number + "/resume"), null, OrderProgress.class);
        return await(order, progress);
    }

    private OrderProgress await(OrderProgress begun, LongConsumer progress) {
        OrderProgress seen = begun;
        try (AtCtrlC said = new AtCtrlC(
                output,
                "order " + begun.number()
                        + " goes on at the server; postrider dead-letters resume tells how far it is")) {
            long lastMove = System.nanoTime();
            while (!seen.isFinished()) {
                progress.accept(seen.done());
                if (!seen.atWork() && (seen.problem() != null || standsStill(lastMove))) {
                    throw RemoteFailure.notDone("order " + seen.number() + " was broken off after "
                            + Counted.of(seen.done(), "dead letter")
                            + (seen.problem() == null ? "" : ": " + seen.problem())
                            + "; postrider dead-letters resume " + seen.number() + " goes on with it");
                }
                RemoteWait.aMoment();
                OrderProgress now =
                        remote.get(RemotePath.of("/dead-letters/orders/" + seen.number()), OrderProgress.class);
                lastMove = now.done() == seen.done() ? lastMove : System.nanoTime();
                seen = now;
            }
        }
        return seen;
    }

    private static boolean standsStill(long since) {
        return System.nanoTime() - since > LONGEST_STANDSTILL.toNanos();
    }
}
