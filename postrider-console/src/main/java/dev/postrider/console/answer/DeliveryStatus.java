package dev.postrider.console.answer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.postrider.relay.budget.Budgets;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where delivery stands, as the ledger tells it now.
 *
 * @param advice what a person should do about it
 * @param askedAt when, by the database's clock
 * @param lastSuccess the newest batch that is acknowledged; null if there is none
 * @param outboxBytes what the outbox takes on disk
 * @param budgets how much of each is used, as the settings of the process that was asked have them
 * @param unknownBecause why the ledger can't be believed about the events beside it; null if it can
 * @param pending events committed and not delivered; null if that is not known
 * @param pendingIsAtLeast whether there are more than were counted
 * @param lag how long the oldest of them has waited; null if that is not known
 * @param lagInWords the same, with its bounds where it is not known more exactly
 * @param processed events delivered, as far as the ledger knows
 * @param deadLetters open ones
 * @param activeRelay null if no relay holds the lease
 * @param sharedBy the processes that share the outbox and are alive; none where only one database is served
 * @param clickhouse the servers that the settings name, if they are several, as they look from the process that was asked; which one
 *     serves, only the relay's process knows
 * @param outage null if no relay told of one
 */
public record DeliveryStatus(
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
        List<Server> clickhouse,
        @Nullable ToldOutage outage,
        List<LedgerBatch> lastBatches,
        List<Failure> lastDeadLetters)
        implements Answer {

    /** Batches and dead letters in one at most. */
    public static final int MOST = 1_000;

    /**
     * Whether events are delivered.
     *
     * @param code {@code flowing}, {@code nothing_to_do}, {@code not_delivering}, {@code paused} or {@code not_known}
     * @param reason why; null where it needs none
     * @param since since when events are not delivered; null where they are, or where that is not known
     */
    public record State(
            String code, @Nullable String reason, @Nullable Instant since) {
        /** The code as people read it: {@code not delivering}. */
        public String word() {
            return code.replace('_', ' ');
        }

        /** Whether a person need do nothing about it. */
        @JsonIgnore
        public boolean isWell() {
            return isWell(code);
        }

        /** Whether a person need do nothing about the state of this code. */
        public static boolean isWell(String code) {
            return code.equals(new DeliveryState.Flowing().code()) || code.equals(DeliveryState.NOTHING_TO_DO);
        }
    }

    /** What was acknowledged within the time before. */
    public record Recent(Duration within, long batches, long events, double eventsPerSecond) {}

    /**
     * A ClickHouse server.
     *
     * @param trouble why it can't be asked; null if it can
     * @param proven whether it answers and is a proven replica
     */
    public record Server(String endpoint, @Nullable String trouble, boolean proven) {
        static Server of(SeenServer seen) {
            return new Server(seen.endpoint(), seen.trouble(), seen.isProven());
        }

        /** The same, for people. */
        public String words() {
            return new SeenServer(endpoint, trouble, proven).words();
        }
    }

    /**
     * Reads it. Changes nothing.
     *
     * @param budgets as they are set here
     * @param servers of ClickHouse, as they look from here, if they are several
     * @param last how many batches and dead letters, 0 to {@link #MOST}
     */
    public static DeliveryStatus read(Connection connection, Budgets budgets, List<SeenServer> servers, int last)
            throws SQLException {
        OutboxStatus outbox = OutboxStatus.read(connection);
        LedgerProgress progress = outbox.progress();
        DeliveryState state = outbox.state();
        long bytes = OutboxSpace.read(connection).bytes();
        return new DeliveryStatus(
                new State(state.code(), state.because(), state.since()),
                outbox.advice(),
                progress.askedAt(),
                progress.lastSuccess(),
                new Recent(
                        LedgerProgress.RECENT,
                        progress.recentBatches(),
                        progress.recentEvents(),
                        progress.eventsPerSecond()),
                bytes,
                Budget.all(budgets.uses(outbox.waiting(), bytes)),
                outbox.doubt(),
                outbox.pending(),
                outbox.pendingIsAtLeast(),
                outbox.lag(),
                outbox.lagInWords(),
                outbox.processed(),
                outbox.failed(),
                outbox.activeRelay(),
                ShownMember.all(connection),
                servers.stream().map(Server::of).toList(),
                outbox.outage(),
                OutboxStatus.lastBatches(connection, last),
                OutboxStatus.lastFailures(connection, last));
    }

    /** The same, with other dead letters. */
    public DeliveryStatus withDeadLetters(List<Failure> letters) {
        return new DeliveryStatus(
                state,
                advice,
                askedAt,
                lastSuccess,
                recent,
                outboxBytes,
                budgets,
                unknownBecause,
                pending,
                pendingIsAtLeast,
                lag,
                lagInWords,
                processed,
                deadLetters,
                activeRelay,
                sharedBy,
                clickhouse,
                outage,
                lastBatches,
                letters);
    }
}
