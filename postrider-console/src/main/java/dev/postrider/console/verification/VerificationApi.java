package dev.postrider.console.verification;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.ConflictException;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.verification.Comparison.Kind;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.status.LastVerification;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.verify.RepairReport;
import dev.postrider.relay.tools.verify.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;

/** Whether ClickHouse stores what was delivered, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}/verification")
final class VerificationApi {
    /** Differences in one answer at most. */
    private static final int SHOWN = 100;

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
            @Nullable Result result)
            implements Answer {
        static Asked of(Comparison comparison) {
            Comparison.Result ended = comparison.result();
            VerifyReport report = ended == null ? null : ended.report();
            return new Asked(
                    comparison.kind().name().toLowerCase(Locale.ROOT),
                    comparison.begunAt(),
                    ended == null,
                    comparison.compared(),
                    comparison.of(),
                    ended == null ? null : ended.at(),
                    ended == null ? null : ended.problem(),
                    ended == null || report == null ? null : Result.of(report, ended.repair()));
        }
    }

    /**
     * What was found.
     *
     * @param verdict in words
     * @param clean whether all that was compared is there, once, as published
     * @param complete whether all that was delivered could be compared
     * @param differences the first of them, in words
     * @param repaired null where nothing was to be sent
     */
    record Result(
            String outbox,
            String table,
            String verdict,
            boolean clean,
            boolean complete,
            long windows,
            long events,
            VerifyReport.Totals totals,
            List<String> differences,
            Map<String, String> notCompared,
            long mayBeGone,
            List<String> hiding,
            @Nullable Repaired repaired) {
        static Result of(VerifyReport report, @Nullable RepairReport repair) {
            return new Result(
                    report.outbox(),
                    report.table(),
                    report.verdict(),
                    report.isClean() && report.viewsAreClean(),
                    report.isComplete(),
                    report.windows(),
                    report.events(),
                    report.totals(),
                    report.differences().stream()
                            .limit(SHOWN)
                            .map(IdWindowDifference::summary)
                            .toList(),
                    report.notCompared(),
                    report.mayBeGone(),
                    report.hiding(),
                    repair == null
                            ? null
                            : new Repaired(repair.sent(), repair.notHeld(), repair.remaining(), repair.statements()));
        }
    }

    /** What a repair sent, or its dry run would send. */
    record Repaired(long sent, long notHeld, VerifyReport.Totals remaining, List<String> statements) {}

    /**
     * A comparison that is wanted.
     *
     * @param kind compare (also if it is not said), dry_run or repair
     * @param since only windows with events that were delivered then or later
     * @param note why; needed for a repair
     */
    record Wanted(
            @Nullable String kind,
            @Nullable Instant since,
            @Nullable Instant before,
            @Nullable String note) implements Answer {}

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
        if (!comparisons.begin(
                outbox,
                kind,
                pages.scope(text(wanted.since()), text(wanted.before())),
                new Decision(viewer.name(), note))) {
            throw new ConflictException("a comparison is under way; wait for it, or stop it");
        }
        return asked(outbox);
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
