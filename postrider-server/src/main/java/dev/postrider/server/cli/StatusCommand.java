package dev.postrider.server.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.fleet.ShownMember;
import dev.postrider.relay.sink.SeenServer;
import dev.postrider.relay.status.DeliveryState;
import dev.postrider.relay.status.LedgerProgress;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.OutboxStatus.ActiveRelay;
import dev.postrider.relay.status.OutboxStatus.Failure;
import dev.postrider.relay.status.OutboxStatus.LedgerBatch;
import dev.postrider.relay.status.ToldOutage;
import dev.postrider.server.cli.Watch.Look;
import dev.postrider.spring.config.OutboxDatabase;
import dev.postrider.spring.config.ProcessSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: where delivery stands, as the ledger tells it. */
@Command(
        name = "status",
        description =
                "Shows where delivery stands: whether events are delivered and why not, the last success, how many a second, what waits"
                        + " and how long, who delivers, the last batches and dead letters. Counts nothing that is large. Asks PostgreSQL alone; where CLICKHOUSE_HOST names several servers, also"
                        + " each of these how it is, for two seconds at the most. Where POSTRIDER_DATABASES_FILE lists outboxes"
                        + " and DATABASE_URL is not set: which process delivers from which of them.")
final class StatusCommand extends DatabaseCommand {

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "5",
            description = "how many batches and dead letters are shown, 0 to 1000 (${DEFAULT-VALUE})")
    int last;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description =
                    "look again every so many seconds, 1 to 3600 (${FALLBACK-VALUE}), until Ctrl-C; the exit code is that of"
                            + " the last look")
    @Nullable
    Integer watch;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "how it stood then, as a relay told it: see postrider history" + TypedTime.HELP)
    @Nullable
    TypedTime at;

    @Mixin
    TableOptions tables = new TableOptions();

    /**
     * Whether events are delivered, as it is printed.
     *
     * @param code {@code flowing}, {@code nothing_to_do}, {@code not_delivering}, {@code paused} or {@code not_known}
     * @param reason why; null where it needs none
     * @param since since when events are not delivered; null where they are, or where that is not known
     */
    record State(
            String code,
            @Nullable String reason,
            @Nullable Instant since,
            @JsonIgnore String word,
            @JsonIgnore boolean well) {
        static State of(DeliveryState state) {
            return new State(state.code(), state.because(), state.since(), state.word(), state.isWell());
        }
    }

    /** What was acknowledged within the time before. */
    record Recent(Duration within, long batches, long events, double eventsPerSecond) {
        static Recent of(LedgerProgress progress) {
            return new Recent(
                    LedgerProgress.RECENT,
                    progress.recentBatches(),
                    progress.recentEvents(),
                    progress.eventsPerSecond());
        }
    }

    /**
     * What is printed.
     *
     * @param askedAt when, by the database's clock
     * @param lastSuccess the newest batch that is acknowledged; null if there is none
     * @param outboxBytes what the outbox takes on disk
     * @param budgets how much of each is used, as this command's own settings have them
     * @param unknownBecause why the ledger can't be believed about the events beside it; null if it can
     * @param pending events committed and not delivered; null if that is not known
     * @param pendingIsAtLeast whether there are more than were counted
     * @param lag how long the oldest of them has waited; null if that is not known
     * @param lagInWords the same, with its bounds where it is not known more exactly
     * @param processed events delivered, as far as the ledger knows
     * @param deadLetters open ones
     * @param activeRelay null if no relay holds the lease
     * @param sharedBy the processes that share the outbox and are alive; none where only one database is served
     * @param clickhouse the servers that the settings name, if they are several, as they look from here; which one serves, only
     *     the relay's process knows
     * @param outage null if no relay told of one
     */
    record Status(
            State state,
            Instant askedAt,
            LedgerProgress.@Nullable Success lastSuccess,
            Recent recent,
            long outboxBytes,
            List<ShownBudget> budgets,
            @Nullable String unknownBecause,
            @Nullable Long pending,
            boolean pendingIsAtLeast,
            @Nullable Duration lag,
            String lagInWords,
            long processed,
            long deadLetters,
            @Nullable ActiveRelay activeRelay,
            List<ShownMember> sharedBy,
            List<Server> clickhouse,
            @Nullable ToldOutage outage,
            List<LedgerBatch> lastBatches,
            List<Failure> lastDeadLetters) {}

    /**
     * A ClickHouse server.
     *
     * @param trouble why it can't be asked from here; null if it can
     * @param proven whether it answers and is a proven replica
     * @param words the same, for people
     */
    record Server(
            String endpoint,
            @Nullable String trouble,
            boolean proven,
            @JsonIgnore String words) {
        static Server of(SeenServer seen) {
            return new Server(seen.endpoint(), seen.trouble(), seen.isProven(), seen.words());
        }
    }

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        if (last < 0 || last > 1000) {
            throw wrongUsage("--last is " + last + ", must be 0 to 1000");
        }
        if (watch != null) {
            return watch(() -> look(databases), failure -> Failures.explained(failure, databases));
        }
        Look look = at == null ? look(databases) : look(databases, at.at());
        output.print(look.value(), look.text());
        return look.exitCode();
    }

    @Override
    int run(List<OutboxDatabase> outboxes, Output output) throws Exception {
        if (at != null) {
            throw wrongUsage("--at works on one outbox: set DATABASE_URL to its database");
        }
        if (watch != null) {
            return watch(() -> look(outboxes), failure -> failure);
        }
        Look look = look(outboxes);
        output.print(look.value(), look.text());
        return look.exitCode();
    }

    private int watch(Callable<Look> look, UnaryOperator<Exception> explained) {
        if (at != null) {
            throw wrongUsage("--watch looks at now, --at at an earlier time: leave one out");
        }
        if (json) {
            throw wrongUsage("--watch is for people, --json is printed once: leave one out");
        }
        if (watch == null || watch < 1 || watch > 3_600) {
            throw wrongUsage("--watch is " + watch + ", must be 1 to 3600 seconds");
        }
        Watch watching =
                new Watch(spec.commandLine().getOut(), this::screen, Terminal.isAttached(), Duration.ofSeconds(watch));
        return watching.run(() -> {
            try {
                return look.call();
            } catch (Exception e) {
                Exception failure = explained.apply(e);
                return new Look(
                        "",
                        text -> text.println("state         not known: " + Failures.reason(failure)),
                        Failures.exitCode(failure));
            }
        });
    }

    private static Look look(Databases databases, Instant time) throws SQLException {
        try (Connection connection = databases.postgres().getConnection()) {
            return PastStatus.look(connection, time);
        }
    }

    private Look look(Databases databases) throws SQLException {
        try (Connection connection = databases.postgres().getConnection()) {
            OutboxStatus outbox = OutboxStatus.read(connection);
            LedgerProgress progress = outbox.progress();
            long bytes = OutboxSpace.read(connection).bytes();
            Status status = new Status(
                    State.of(outbox.state()),
                    progress.askedAt(),
                    progress.lastSuccess(),
                    Recent.of(progress),
                    bytes,
                    ShownBudget.all(databases.settings().budget().settings().uses(outbox.waiting(), bytes)),
                    outbox.doubt(),
                    outbox.pending(),
                    outbox.pendingIsAtLeast(),
                    outbox.lag(),
                    outbox.lagInWords(),
                    outbox.processed(),
                    outbox.failed(),
                    outbox.activeRelay(),
                    ShownMember.all(connection),
                    databases.clickHouseServers().stream().map(Server::of).toList(),
                    outbox.outage(),
                    OutboxStatus.lastBatches(connection, last),
                    OutboxStatus.lastFailures(connection, last));
            return new Look(
                    status,
                    text -> StatusText.print(status, text),
                    outbox.state().isWell() ? ExitCodes.FINE : ExitCodes.FOUND);
        }
    }

    private Look look(List<OutboxDatabase> outboxes) {
        FleetStatus status = FleetStatus.ask(
                outboxes,
                ProcessSettings.readWithoutDatabase(environment())
                        .properties()
                        .budget()
                        .settings());
        return new Look(status, status::print, status.exitCode());
    }
}
