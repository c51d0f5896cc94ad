package dev.postrider.console.verification;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.VerificationResult;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.ConflictException;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.verification.Comparison.Kind;
import dev.postrider.relay.status.LastVerification;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.verify.VerifyScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;

/** Whether ClickHouse stores what was delivered, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}/verification")
final class VerificationApi {
    private final Comparisons comparisons;
    private final VerificationController pages;

    VerificationApi(Comparisons comparisons, VerificationController pages) {
        this.comparisons = comparisons;
        this.pages = pages;
    }

    /**
     * What is known.
     *
     * @param background what a relay found in the background; null if none has compared
     * @param asked what somebody asked this server for last; null if nobody has
     */
    record Known(
            @Nullable LastVerification background, @Nullable Asked asked) implements Answer {}

    /**
     * A comparison that somebody asked for.
     *
     * @param kind compare, dry_run or repair
     * @param compared id windows so far
     * @param of id windows in all; 0 while that is not known
     * @param problem why it could not be carried out; null if it could, or is under way
     * @param result null while it is under way, and if it could not be carried out
     */
    record Asked(
            String kind,
            Instant begunAt,
            boolean underWay,
            long compared,
            long of,
            @Nullable Instant endedAt,
            @Nullable String problem,
            @Nullable VerificationResult result)
            implements Answer {
        static Asked of(Comparison comparison) {
            Comparison.Result ended = comparison.result();
            return new Asked(
                    comparison.kind().name().toLowerCase(Locale.ROOT),
                    comparison.begunAt(),
                    ended == null,
                    comparison.compared(),
                    comparison.of(),
                    ended == null ? null : ended.at(),
                    ended == null ? null : ended.problem(),
                    ended == null ? null : result(ended, comparison.kind() == Kind.DRY_RUN));
        }

        private static @Nullable VerificationResult result(Comparison.Result ended, boolean dryRun) {
            if (ended.repair() != null) {
                return VerificationResult.of(ended.repair(), dryRun);
            }
            return ended.report() == null ? null : VerificationResult.of(ended.report());
        }
    }

    /**
     * A comparison that is wanted.
     *
     * @param kind compare (also if it is not said), dry_run or repair
     * @param since only windows with events that were delivered then or later
     * @param firstBatch only windows with events of this batch or later ones; not beside times, and with the last
     * @param note why; needed for a repair
     */
    record Wanted(
            @Nullable String kind,
            @Nullable Instant since,
            @Nullable Instant before,
            @Nullable Long firstBatch,
            @Nullable Long lastBatch,
            @Nullable String note)
            implements Answer {}

    @GetMapping
    Known show(ConsoleOutbox outbox) throws SQLException {
        Comparison last = comparisons.last(outbox);
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            return new Known(LastVerification.read(connection), last == null ? null : Asked.of(last));
        }
    }

    /** Begins it; {@code GET} says how far it is. */
    @PostMapping("/run")
    Asked run(ConsoleOutbox outbox, @RequestBody Wanted wanted, Viewer viewer) {
        Kind kind = Kind.of(wanted.kind() == null ? "compare" : wanted.kind().replace('_', '-'));
        String refusal = comparisons.whyNoRepair();
        if (kind == Kind.REPAIR && refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
        String note = kind == Kind.REPAIR ? Note.of(wanted.note() == null ? "" : wanted.note()) : null;
        if (!comparisons.begin(outbox, kind, scope(wanted), new Decision(viewer.name(), note))) {
            throw new ConflictException("a comparison is under way; wait for it, or stop it");
        }
        return asked(outbox);
    }

    private VerifyScope scope(Wanted wanted) {
        Long first = wanted.firstBatch();
        Long last = wanted.lastBatch();
        if (first == null && last == null) {
            return pages.scope(text(wanted.since()), text(wanted.before()));
        }
        if (first == null || last == null || wanted.since() != null || wanted.before() != null) {
            throw new IllegalArgumentException("first_batch and last_batch go together, and not with times");
        }
        return new VerifyScope.Batches(first, last);
    }

    /** It ends at the next id window; what was sent until then stays sent. */
    @PostMapping("/stop")
    Asked stop(ConsoleOutbox outbox) {
        Asked before = asked(outbox);
        Comparison comparison = comparisons.last(outbox);
        if (comparison != null) {
            comparison.cancel();
        }
        return before;
    }

    private Asked asked(ConsoleOutbox outbox) {
        Comparison last = comparisons.last(outbox);
        if (last == null) {
            throw new ConflictException("no comparison is under way");
        }
        return Asked.of(last);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
