package dev.postrider.server.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.postrider.console.answer.Budget;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.fleet.ShownMember;
import dev.postrider.relay.status.DeliveryState;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.config.OutboxDatabase;
import dev.postrider.spring.log.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Which process delivers from which of many outboxes, and what waits there.
 *
 * @param outboxes in the file's order
 * @param processes how many outboxes each process delivers from, of those that could be asked
 */
record FleetStatus(List<Line> outboxes, Map<String, Integer> processes) {

    private static final int ASKED_AT_ONCE = 8;
    private static final int CONNECT_SECONDS = 3;
    private static final int LONGEST_SILENCE_SECONDS = 30;

    /**
     * One outbox.
     *
     * @param leader the process that delivers, or the relay if its process shares the outbox with nobody; null if there is none
     * @param pending events that wait; null if that is not known
     * @param lag how long the oldest has waited; null if that is not known
     * @param outage why nothing is delivered; null if no relay told of an outage
     * @param state {@code flowing}, {@code nothing_to_do}, {@code not_delivering}, {@code paused} or {@code not_known}
     * @param budgets how much of each is used, as this command's own settings have them
     * @param unknownBecause why the database could not be asked, or its ledger can't be believed; null if neither is so
     * @param unreachable whether the database could not be asked
     */
    record Line(
            String outbox,
            @Nullable String leader,
            List<String> members,
            @Nullable Long pending,
            @Nullable Duration lag,
            String state,
            @Nullable String outage,
            List<Budget> budgets,
            @Nullable String unknownBecause,
            boolean unreachable,
            @JsonIgnore String stateInWords,
            @JsonIgnore boolean well) {}

    /** Asks every database, several at once; one that does not answer keeps no other from being shown. */
    static FleetStatus ask(List<OutboxDatabase> outboxes, Budgets budgets) {
        ExecutorService threads = Executors.newFixedThreadPool(ASKED_AT_ONCE);
        try {
            List<CompletableFuture<Line>> asked = outboxes.stream()
                    .map(outbox -> CompletableFuture.supplyAsync(() -> ask(outbox, budgets), threads))
                    .toList();
            return of(asked.stream().map(CompletableFuture::join).toList());
        } finally {
            threads.shutdownNow();
        }
    }

    private static FleetStatus of(List<Line> lines) {
        Map<String, Integer> led = new TreeMap<>();
        for (Line line : lines) {
            line.members().forEach(member -> led.merge(member, 0, Integer::sum));
            if (line.leader() != null) {
                led.merge(line.leader(), 1, Integer::sum);
            }
        }
        return new FleetStatus(lines, led);
    }

    private static Line ask(OutboxDatabase outbox, Budgets budgets) {
        try (Connection connection = OutboxStatus.look(source(outbox))) {
            OutboxStatus status = OutboxStatus.read(connection);
            DeliveryState state = status.state();
            List<ShownMember> members = ShownMember.all(connection);
            String owner =
                    status.activeRelay() == null ? null : status.activeRelay().owner();
            return new Line(
                    outbox.outbox(),
                    members.stream()
                            .filter(ShownMember::leads)
                            .map(ShownMember::name)
                            .findFirst()
                            .orElse(owner),
                    members.stream().map(ShownMember::name).toList(),
                    status.pending(),
                    status.lag(),
                    state.code(),
                    status.outage() == null ? null : status.outage().summary(),
                    Budget.all(budgets.uses(
                            status.waiting(), OutboxSpace.read(connection).bytes())),
                    status.doubt(),
                    false,
                    state.word() + (state.because() == null ? "" : ": " + state.because()),
                    state.isWell());
        } catch (SQLException e) {
            return unreachable(outbox, new DeliveryState.NotKnown(Reason.of(e)), budgets);
        }
    }

    private static Line unreachable(OutboxDatabase outbox, DeliveryState unknown, Budgets budgets) {
        return new Line(
                outbox.outbox(),
                null,
                List.of(),
                null,
                null,
                unknown.code(),
                null,
                Budget.all(budgets.uses(null, null)),
                unknown.because(),
                true,
                unknown.word() + ": " + unknown.because(),
                false);
    }

    private static PGSimpleDataSource source(OutboxDatabase outbox) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(LONGEST_SILENCE_SECONDS);
        source.setApplicationName("postrider command");
        source.setURL(outbox.database().url());
        if (outbox.database().user() != null) {
            source.setUser(outbox.database().user());
        }
        if (outbox.database().password() != null) {
            source.setPassword(outbox.database().password());
        }
        return source;
    }

    int exitCode() {
        if (outboxes.stream().anyMatch(Line::unreachable)) {
            return ExitCodes.UNREACHABLE;
        }
        return outboxes.stream().allMatch(Line::well) ? ExitCodes.FINE : ExitCodes.FOUND;
    }

    void print(Lines out) {
        Table processes = new Table("PROCESS", "OUTBOXES");
        this.processes.forEach(processes::row);
        processes.print(out);
        out.println();
        Table lines = new Table("OUTBOX", "LEADER", "SHARED BY", "PENDING", "LAG", "STATE", "BUDGETS")
                .shorten("STATE")
                .leaveOut("SHARED BY", "BUDGETS");
        for (Line line : outboxes) {
            lines.row(
                    line.outbox(),
                    line.leader() != null ? line.leader() : line.unreachable() ? "unknown" : "none",
                    line.members().stream().collect(Collectors.joining(", ")),
                    line.pending() == null ? "unknown" : line.pending(),
                    line.lag() == null ? "unknown" : StatusText.seconds(line.lag()),
                    line.stateInWords(),
                    line.budgets().stream().map(BudgetText::brief).collect(Collectors.joining(", ")));
        }
        lines.print(out);
    }
}
