package dev.postrider.console.overview;

import dev.postrider.console.api.Answer;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.console.page.PageTime;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.fleet.ShownMember;
import dev.postrider.relay.status.DeliveryCurve;
import dev.postrider.relay.status.DeliveryHistory.Known;
import dev.postrider.relay.status.HistoryEntry;
import dev.postrider.relay.status.LedgerProgress;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.OutboxStatus.ActiveRelay;
import dev.postrider.relay.status.ToldOutage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Whether events flow, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}")
final class OverviewApi {
    private static final int POINTS = 180;

    private final ConsoleOutboxes outboxes;
    private final OverviewReader reader;

    OverviewApi(ConsoleOutboxes outboxes, OverviewReader reader) {
        this.outboxes = outboxes;
        this.reader = reader;
    }

    /**
     * Whether events are delivered.
     *
     * @param code flowing, nothing_to_do, not_delivering, paused or not_known
     * @param reason why; null where it needs none
     * @param since since when events are not delivered; null where they are, or where that is not known
     */
    record State(
            String code, @Nullable String reason, @Nullable Instant since) {}

    /** What was acknowledged within the time before. */
    record Recent(Duration within, long batches, long events, double eventsPerSecond) {}

    /**
     * Where delivery stands, as the ledger tells it now.
     *
     * @param advice what a person should do about it
     * @param askedAt when, by the database's clock
     * @param lastSuccess the newest batch that is acknowledged; null if there is none
     * @param budgets how much of each is used, as this server's settings have them
     * @param unknownBecause why the ledger can't be believed about the events beside it; null if it can
     * @param pending events committed and not delivered; null if that is not known
     * @param lag how long the oldest of them has waited; null if that is not known
     * @param deadLetters open ones
     * @param activeRelay null if no relay holds the lease
     * @param sharedBy the processes that share the outbox and are alive
     * @param outage null if no relay told of one
     */
    record Status(
            State state,
            String advice,
            Instant askedAt,
            LedgerProgress.@Nullable Success lastSuccess,
            Recent recent,
            long outboxBytes,
            List<Budget> budgets,
            @Nullable String unknownBecause,
            @Nullable Long pending,
            boolean pendingIsAtLeast,
            @Nullable Duration lag,
            String lagInWords,
            long processed,
            long deadLetters,
            @Nullable ActiveRelay activeRelay,
            List<ShownMember> sharedBy,
            @Nullable ToldOutage outage)
            implements Answer {
        static Status of(OutboxStatus outbox, OutboxSpace space, Budgets budgets, List<ShownMember> members) {
            LedgerProgress progress = outbox.progress();
            return new Status(
                    new State(
                            outbox.state().code(),
                            outbox.state().because(),
                            outbox.state().since()),
                    outbox.advice(),
                    progress.askedAt(),
                    progress.lastSuccess(),
                    new Recent(
                            LedgerProgress.RECENT,
                            progress.recentBatches(),
                            progress.recentEvents(),
                            progress.eventsPerSecond()),
                    space.bytes(),
                    Budget.all(budgets.uses(outbox.waiting(), space.bytes())),
                    outbox.doubt(),
                    outbox.pending(),
                    outbox.pendingIsAtLeast(),
                    outbox.lag(),
                    outbox.lagInWords(),
                    outbox.processed(),
                    outbox.failed(),
                    outbox.activeRelay(),
                    members,
                    outbox.outage());
        }
    }

    /**
     * Where delivery stood.
     *
     * @param known whether a relay had told it lately then
     * @param reason why it is not known; null if it is
     * @param toldAt when a relay had told it last; null if nothing is kept of that
     */
    record PastStatus(
            Instant at,
            boolean known,
            @Nullable String reason,
            @Nullable Instant toldAt,
            @Nullable String toldBy,
            @Nullable HistoryEntry status)
            implements Answer {
        static PastStatus of(Instant at, Known known) {
            if (known instanceof Known.Told told) {
                return new PastStatus(at, true, null, told.toldAt(), told.owner(), told.entry());
            }
            Known.Nothing nothing = (Known.Nothing) known;
            Known.Told last = nothing.lastTold();
            return new PastStatus(
                    at,
                    false,
                    nothing.reason(),
                    last == null ? null : last.toldAt(),
                    last == null ? null : last.owner(),
                    last == null ? null : last.entry());
        }
    }

    /**
     * All outboxes, the worst first, as they were seen a moment ago.
     *
     * @param outboxes each with its name, which the parameter {@code outbox} of all other requests takes
     */
    record Outboxes(List<OneOutbox> outboxes) implements Answer {}

    /** One of them; its figures are null where they are not known. */
    record OneOutbox(
            String name,
            String sentence,
            @Nullable String reason,
            @Nullable Instant since,
            @Nullable String advice,
            @Nullable Long pending,
            @Nullable Long deadLetters,
            List<Budget> budgets) {
        static OneOutbox of(FleetRow row) {
            OutboxStatus status = row.status();
            return new OneOutbox(
                    row.name(),
                    row.headline().sentence(),
                    row.headline().reason(),
                    row.headline().since(),
                    row.headline().advice(),
                    status == null ? null : status.pending(),
                    status == null ? null : status.failed(),
                    Budget.all(row.budgets()));
        }
    }

    /** How delivery went. */
    record Curve(DeliveryCurve curve) implements Answer {}

    @GetMapping("/outboxes")
    Outboxes outboxes() {
        return new Outboxes(reader.fleet(outboxes).stream().map(OneOutbox::of).toList());
    }

    @GetMapping("/status")
    Status status(ConsoleOutbox outbox) throws SQLException {
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            return Status.of(
                    OutboxStatus.read(connection),
                    OutboxSpace.read(connection),
                    reader.budgets(),
                    ShownMember.all(connection));
        }
    }

    @GetMapping("/status/past")
    PastStatus past(ConsoleOutbox outbox, @RequestParam String at) throws SQLException {
        Instant time = PageTime.of(at, reader.now());
        if (time == null) {
            throw new IllegalArgumentException("at is empty, must be a time like 2026-11-28T03:12Z");
        }
        return PastStatus.of(time, reader.known(outbox, time));
    }

    @GetMapping("/curves")
    Curve curves(ConsoleOutbox outbox, @RequestParam(defaultValue = "hour") String range) throws SQLException {
        Instant now = reader.now();
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            return new Curve(DeliveryCurve.read(
                    connection, now.minus(CurveRange.of(range).length()), now, POINTS));
        }
    }
}
