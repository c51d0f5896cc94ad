package dev.postrider.server.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.postrider.relay.fleet.ShownMember;
import dev.postrider.relay.sink.SeenServer;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.OutboxStatus.ActiveRelay;
import dev.postrider.relay.status.OutboxStatus.Failure;
import dev.postrider.relay.status.OutboxStatus.LedgerBatch;
import dev.postrider.relay.status.ToldOutage;
import dev.postrider.spring.config.OutboxDatabase;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code status}: where delivery stands, as the ledger tells it. */
@Command(
        name = "status",
        description =
                "Shows where delivery stands: the active relay, what waits and how long, the last batches and dead"
                        + " letters. Counts nothing that is large. Asks PostgreSQL alone; where CLICKHOUSE_HOST names several servers, also"
                        + " each of these how it is, for two seconds at the most. Where POSTRIDER_DATABASES_FILE lists outboxes"
                        + " and DATABASE_URL is not set: which process delivers from which of them.")
final class StatusCommand extends DatabaseCommand {

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "5",
            description = "how many batches and dead letters are shown, 0 to 1000 (${DEFAULT-VALUE})")
    int last;

    /**
     * What is printed.
     *
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
    int run(Databases databases, Output output) throws SQLException {
        if (last < 0 || last > 1000) {
            throw wrongUsage("--last is " + last + ", must be 0 to 1000");
        }
        try (Connection connection = databases.postgres().getConnection()) {
            OutboxStatus outbox = OutboxStatus.read(connection);
            Status status = new Status(
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
            output.print(status, text -> print(status, text));
            return status.unknownBecause() == null && status.outage() == null ? ExitCodes.FINE : ExitCodes.FOUND;
        }
    }

    @Override
    int run(List<OutboxDatabase> outboxes, Output output) {
        FleetStatus status = FleetStatus.ask(outboxes);
        output.print(status, status::print);
        return status.exitCode();
    }

    private static void print(Status status, Lines out) {
        ActiveRelay relay = status.activeRelay();
        out.println("active relay  " + (relay == null ? "none" : relay.owner() + ", fence " + relay.fence()));
        if (!status.sharedBy().isEmpty()) {
            out.println("shared by     "
                    + status.sharedBy().stream()
                            .map(member -> member.leads() ? member.name() + " (leads)" : member.name())
                            .collect(Collectors.joining(", ")));
        }
        printServers(status.clickhouse(), out);
        ToldOutage outage = status.outage();
        if (outage != null) {
            out.println("outage        since " + outage.since() + ", " + outage.summary());
            out.println("              told " + outage.toldAt() + " by " + outage.owner() + ", " + outage.attempts()
                    + (outage.attempts() == 1 ? " attempt" : " attempts"));
        }
        out.println("pending       "
                + (status.pending() == null
                        ? "unknown"
                        : status.pending() + (status.pendingIsAtLeast() ? " or more" : "")));
        out.println("lag           " + status.lagInWords());
        if (status.unknownBecause() != null) {
            out.println("unknown       because " + status.unknownBecause());
        }
        out.println("processed     " + status.processed());
        out.println("dead letters  " + status.deadLetters());
        printBatches(status, out);
        printDeadLetters(status, out);
    }

    private static void printServers(List<Server> servers, PrintWriter out) {
        String label = "clickhouse    ";
        for (Server server : servers) {
            out.println(label + server.words());
            label = " ".repeat(label.length());
        }
        if (!servers.isEmpty()) {
            out.println(label + "(seen from here; which of them serves, only the relay's health and metrics say)");
        }
    }

    private static void printBatches(Status status, Lines out) {
        if (!status.lastBatches().isEmpty()) {
            out.println();
            Table batches = new Table("BATCH", "PLANNED", "TOOK", "EVENTS", "BYTES", "ATTEMPTS");
            for (LedgerBatch batch : status.lastBatches()) {
                boolean done = batch.doneAt() != null;
                batches.row(
                        batch.batchNo(),
                        batch.plannedAt(),
                        done ? seconds(Duration.between(batch.plannedAt(), batch.doneAt())) : "under way",
                        done ? batch.rows() : "",
                        done ? batch.bytes() : "",
                        done ? batch.attempts() : "");
            }
            batches.print(out);
        }
    }

    private static void printDeadLetters(Status status, Lines out) {
        if (!status.lastDeadLetters().isEmpty()) {
            out.println();
            Table letters = new Table("EVENT", "TYPE", "REFUSED", "BATCH", "CODE", "REASON")
                    .shorten("TYPE", "REASON")
                    .leaveOut("BATCH");
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

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toMillis() / 1e3);
    }
}
