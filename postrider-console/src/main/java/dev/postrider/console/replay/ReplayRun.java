package dev.postrider.console.replay;

import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.replay.ReplayReport;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A replay that somebody asked for, or its dry run, and how far it is. Thread-safe. */
final class ReplayRun {
    private final String id = UUID.randomUUID().toString();
    private final Order order;
    private final boolean isDry;
    private final Instant begunAt;
    private volatile long lookedAt;
    private volatile long of;
    private volatile boolean isStopped;
    private volatile @Nullable Result result;

    /**
     * What is asked for. The dry run and the sending that follows it have the same one.
     *
     * @param form as it was typed
     * @param criteria what it meant then
     * @param to where the target is
     */
    record Order(ReplayForm form, ReplayCriteria criteria, ClickHouseSettings to) {}

    /** How it ended: exactly one of report and problem is there. */
    record Result(
            Instant at,
            @Nullable ReplayReport report,
            @Nullable String problem) {}

    ReplayRun(Order order, boolean isDry, Instant begunAt) {
        this.order = order;
        this.isDry = isDry;
        this.begunAt = begunAt;
    }

    /** What its form is sent with, so that nothing is sent but what was counted. */
    public String id() {
        return id;
    }

    Order order() {
        return order;
    }

    /** As it was typed. */
    public ReplayForm form() {
        return order.form();
    }

    /** What it means, in lines for people. */
    public CriteriaText criteria() {
        return new CriteriaText(order.criteria());
    }

    public boolean isDry() {
        return isDry;
    }

    public Instant begunAt() {
        return begunAt;
    }

    /** Events so far. */
    public long lookedAt() {
        return lookedAt;
    }

    /** How many the outbox retained at the beginning; 0 while that is not known. */
    public long of() {
        return of;
    }

    public boolean isUnderWay() {
        return result == null;
    }

    /** Null while it is under way. */
    public @Nullable Result result() {
        return result;
    }

    /** Whether it counted something that can be sent now. */
    public boolean canBeSent() {
        Result ended = result;
        return isDry
                && ended != null
                && ended.report() != null
                && ended.report().counts().sent() > 0;
    }

    /** It ends before the next chunk; what was sent until then stays sent. */
    void stop() {
        isStopped = true;
    }

    ReplayListener listener() {
        return new ReplayListener() {
            @Override
            public void lookedAt(long events, long retained) {
                lookedAt = events;
                of = retained;
                if (isStopped) {
                    throw new CancellationException(
                            isDry
                                    ? "somebody stopped it"
                                    : "somebody stopped it; what was sent stays, and the same replay goes on from there");
                }
            }
        };
    }

    void ended(ReplayReport report, Instant at) {
        result = new Result(at, report, null);
    }

    void failed(String problem, Instant at) {
        result = new Result(at, null, problem);
    }
}
