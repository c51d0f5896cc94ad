package dev.postrider.console.replay;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.ResentList;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.ConflictException;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.replay.ReplayReport;
import dev.postrider.relay.tools.resend.ResendRecord;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;

/** Delivering events again, by the admin API: first counted, then sent. */
@ApiController
@RequestMapping("${postrider.console.api-path}/replay")
final class ReplayApi {
    private final Replays replays;

    ReplayApi(Replays replays) {
        this.replays = replays;
    }

    /**
     * Which events are wanted again.
     *
     * @param from of the events' own times
     * @param deliveredFrom of the times at which their batches were acknowledged
     * @param batches {@code 5..9}, or {@code 5} for one alone
     * @param all that no condition is meant
     * @param target another table of the same database; null for the event log
     * @param rate events in a second at most; null for no limit
     */
    record Wanted(
            @Nullable List<String> types,
            @Nullable Instant from,
            @Nullable Instant before,
            @Nullable Instant deliveredFrom,
            @Nullable Instant deliveredBefore,
            @Nullable String batches,
            @Nullable Boolean all,
            @Nullable String target,
            @Nullable Integer rate)
            implements Answer {
        ReplayForm form() {
            return new ReplayForm(
                    types == null ? null : String.join("\n", types),
                    text(from),
                    text(before),
                    text(deliveredFrom),
                    text(deliveredBefore),
                    batches,
                    text(all),
                    target,
                    text(rate));
        }

        private static @Nullable String text(@Nullable Object value) {
            return value == null ? null : value.toString();
        }
    }

    /**
     * What was counted is to be sent.
     *
     * @param counted the id of the dry run that counted it
     */
    record Sending(@Nullable String counted, @Nullable String note) implements Answer {}

    /**
     * A replay or its dry run that somebody asked this server for, and how far it is.
     *
     * @param lookedAt events so far
     * @param of events that the outbox retained at the beginning; 0 while that is not known
     * @param problem why it could not be carried out; null if it could, or is under way
     * @param report null while it is under way, and if it could not be carried out
     */
    record Run(
            String id,
            boolean dryRun,
            Instant begunAt,
            boolean underWay,
            long lookedAt,
            long of,
            @Nullable Instant endedAt,
            @Nullable String problem,
            @Nullable ReplayReport report)
            implements Answer {
        static Run of(ReplayRun run) {
            ReplayRun.Result ended = run.result();
            return new Run(
                    run.id(),
                    run.isDry(),
                    run.begunAt(),
                    ended == null,
                    run.lookedAt(),
                    run.of(),
                    ended == null ? null : ended.at(),
                    ended == null ? null : ended.problem(),
                    ended == null ? null : ended.report());
        }
    }

    /** The last one; null if nobody asked this server for one. */
    record LastRun(@Nullable Run run) implements Answer {}

    @GetMapping
    LastRun last(ConsoleOutbox outbox) {
        ReplayRun run = replays.last(outbox);
        return new LastRun(run == null ? null : Run.of(run));
    }

    /** What was delivered again, by whom: replays and repairs. */
    @GetMapping("/list")
    ResentList list(ConsoleOutbox outbox) throws SQLException {
        return ResentList.of(ResendRecord.last(outbox.dataSource(), ResentList.MOST));
    }

    @PostMapping("/dry-run")
    Run dryRun(ConsoleOutbox outbox, @RequestBody Wanted wanted) {
        replays.dryRun(outbox, wanted.form());
        return known(outbox);
    }

    @PostMapping("/send")
    Run send(ConsoleOutbox outbox, @RequestBody Sending sending, Viewer viewer) throws SQLException {
        Decision decision = new Decision(viewer.name(), Note.of(sending.note() == null ? "" : sending.note()));
        replays.send(outbox, sending.counted() == null ? "" : sending.counted(), decision);
        return known(outbox);
    }

    /** It ends before the next chunk; what was sent until then stays sent. */
    @PostMapping("/stop")
    Run stop(ConsoleOutbox outbox) {
        Run before = known(outbox);
        ReplayRun run = replays.last(outbox);
        if (run != null) {
            run.stop();
        }
        return before;
    }

    private Run known(ConsoleOutbox outbox) {
        ReplayRun run = replays.last(outbox);
        if (run == null) {
            throw new ConflictException("no replay is under way");
        }
        return Run.of(run);
    }
}
