package dev.postrider.server.cli;

import dev.postrider.relay.ledger.OutboxStatus;
import dev.postrider.relay.ledger.OutboxStatus.ActiveRelay;
import dev.postrider.relay.ledger.OutboxStatus.Failure;
import dev.postrider.relay.ledger.OutboxStatus.LedgerBatch;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code status}: where delivery stands, as the ledger tells it. */
@Command(
        name = "status",
        description =
                "Shows where delivery stands: the active relay, what waits and how long, the last batches and dead"
                        + " letters. Asks PostgreSQL alone, and counts nothing that is large.")
final class StatusCommand extends DatabaseCommand {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "5",
            description = "how many batches and dead letters are shown, 0 to 1000 (${DEFAULT-VALUE})")
    int last;

    /**
     * What is printed.
     *
     * @param pending events committed and not delivered
     * @param pendingIsAtLeast whether there are more than were counted
     * @param lagSeconds age of the oldest of them
     * @param deadLetters open ones
     * @param activeRelay null if no relay holds the lease
     */
    record Status(
            long pending,
            boolean pendingIsAtLeast,
            double lagSeconds,
            long processed,
            long deadLetters,
            @Nullable ActiveRelay activeRelay,
            List<LedgerBatch> lastBatches,
            List<Failure> lastDeadLetters) {}

    @Override
    int run(Databases databases, Output output) throws SQLException {
        if (last < 0 || last > 1000) {
            throw wrongUsage("--last is " + last + ", must be 0 to 1000");
        }
        try (Connection connection = databases.postgres(LONGEST_SILENCE).getConnection()) {
            OutboxStatus outbox = OutboxStatus.read(connection);
            Status status = new Status(
                    outbox.pending(),
                    outbox.pending() >= OutboxStatus.PENDING_COUNTED,
                    outbox.lag().toMillis() / 1e3,
                    outbox.processed(),
                    outbox.failed(),
                    outbox.activeRelay(),
                    OutboxStatus.lastBatches(connection, last),
                    OutboxStatus.lastFailures(connection, last));
            output.print(status, text -> print(status, text));
            return ExitCodes.FINE;
        }
    }

    private static void print(Status status, PrintWriter out) {
        ActiveRelay relay = status.activeRelay();
        out.println("active relay  " + (relay == null ? "none" : relay.owner() + ", fence " + relay.fence()));
        out.println("pending       " + status.pending() + (status.pendingIsAtLeast() ? " or more" : ""));
        out.println("lag           " + seconds(status.lagSeconds()));
        out.println("processed     " + status.processed());
        out.println("dead letters  " + status.deadLetters());
        if (!status.lastBatches().isEmpty()) {
            out.println();
            Table batches = new Table("BATCH", "PLANNED", "TOOK", "EVENTS", "BYTES", "ATTEMPTS");
            for (LedgerBatch batch : status.lastBatches()) {
                boolean done = batch.doneAt() != null;
                batches.row(
                        batch.batchNo(),
                        batch.plannedAt(),
                        done
                                ? seconds(Duration.between(batch.plannedAt(), batch.doneAt())
                                                .toMillis()
                                        / 1e3)
                                : "under way",
                        done ? batch.rows() : "",
                        done ? batch.bytes() : "",
                        done ? batch.attempts() : "");
            }
            batches.print(out);
        }
        if (!status.lastDeadLetters().isEmpty()) {
            out.println();
            Table letters = new Table("EVENT", "TYPE", "REFUSED", "BATCH", "CODE", "REASON");
            for (Failure letter : status.lastDeadLetters()) {
                letters.row(
                        letter.eventId(),
                        letter.eventType(),
                        letter.failedAt(),
                        letter.batchNo(),
                        letter.code(),
                        letter.reason());
            }
            letters.print(out);
        }
    }

    private static String seconds(double seconds) {
        return "%.3f s".formatted(seconds);
    }
}
